import { type ClockChange, clockChangeOf } from './cron-slots.ts';
import type { Timetable } from './schedule.ts';
import { nextSlot } from './slots.ts';
import { stretchAt } from './zone-timeline.ts';

/** A slot to come, as the API shows it. */
export interface SlotPreview {
  /** The instant, in UTC. */
  at: string;
  /** The same in the zone of the schedule, with its distance from UTC: "2026-03-29T03:00:00+02:00". */
  local: string;
  /** `shifted`: its time is left out that day, so it fires when the gap ends. `repeated`: its hour comes twice. */
  dst: ClockChange | null;
}

/** The next slots after an instant, at most `count`. */
export function previewSlots(timetable: Timetable, afterMs: number, count: number): SlotPreview[] {
  const slots: SlotPreview[] = [];
  let slotMs = nextSlot(timetable, afterMs);
  while (slotMs !== null && slots.length < count) {
    slots.push(previewSlot(timetable, slotMs));
    slotMs = nextSlot(timetable, slotMs);
  }
  return slots;
}

function previewSlot({ timing, timezone }: Timetable, slotMs: number): SlotPreview {
  // Intervals count elapsed time: what clocks do changes nothing about them.
  const dst = timing.kind === 'cron' ? clockChangeOf(timing.fields, timezone, slotMs) : null;
  return { at: new Date(slotMs).toISOString(), local: localText(timezone, slotMs), dst };
}

/** ISO 8601 with the zone's distance from UTC. */
export function localText(timezone: string, ms: number): string {
  const { offsetMs } = stretchAt(timezone, ms);
  const minutes = Math.round(Math.abs(offsetMs) / 60_000);
  const pad = (value: number): string => String(value).padStart(2, '0');
  const offset = `${offsetMs < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
  return new Date(ms + offsetMs).toISOString().replace(/(\.000)?Z$/, offset);
}
