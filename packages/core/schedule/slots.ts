import { MAX_INSTANT_MS, nextCronSlot, previousCronSlot } from './cron-slots.ts';
import type { Timetable, Timing } from './schedule.ts';

/** First slot after an instant, in milliseconds since 1970. Null if there is none. */
export function nextSlot(timetable: Timetable, afterMs: number): number | null {
  const { timing, timezone, startAtMs, endAtMs } = timetable;
  const earliestMs = Math.max(afterMs, (startAtMs ?? 0) - 1, -1);
  const slotMs = nextOf(timing, timezone, earliestMs);
  return slotMs === null || slotMs >= (endAtMs ?? Number.POSITIVE_INFINITY) ? null : slotMs;
}

/** Last slot before an instant and not before `floorMs`. Null if there is none. */
export function previousSlot(timetable: Timetable, beforeMs: number, floorMs = 0): number | null {
  const { timing, timezone, startAtMs, endAtMs } = timetable;
  const lowestMs = Math.max(floorMs, startAtMs ?? 0);
  return previousOf(timing, timezone, Math.min(beforeMs, endAtMs ?? MAX_INSTANT_MS), lowestMs);
}

/** Some slots of a stretch of time: after `afterMs`, up to and with `untilMs`. */
export interface SlotStretch {
  afterMs: number;
  untilMs: number;
  /** At most so many: a schedule may fire every second. */
  bound: number;
}

/** The earliest slots of a stretch, ascending. */
export function firstSlots(timetable: Timetable, { afterMs, untilMs, bound }: SlotStretch): number[] {
  const slots: number[] = [];
  let slotMs = nextSlot(timetable, afterMs);
  while (slotMs !== null && slotMs <= untilMs && slots.length < bound) {
    slots.push(slotMs);
    slotMs = nextSlot(timetable, slotMs);
  }
  return slots;
}

/** The latest slots of a stretch, ascending. */
export function latestSlots(timetable: Timetable, { afterMs, untilMs, bound }: SlotStretch): number[] {
  const slots: number[] = [];
  let slotMs = previousSlot(timetable, untilMs + 1, afterMs + 1);
  while (slotMs !== null && slots.length < bound) {
    slots.push(slotMs);
    slotMs = previousSlot(timetable, slotMs, afterMs + 1);
  }
  return slots.reverse();
}

/** Number of slots of a stretch, null = more than `bound`. Those of an interval are not counted one by one. */
export function countSlots(timetable: Timetable, stretch: SlotStretch): number | null {
  const { timing } = timetable;
  if (timing.kind !== 'interval') {
    const { length } = firstSlots(timetable, { ...stretch, bound: stretch.bound + 1 });
    return length > stretch.bound ? null : length;
  }
  const firstMs = nextSlot(timetable, stretch.afterMs);
  if (firstMs === null || firstMs > stretch.untilMs) return 0;
  const lastMs = previousSlot(timetable, stretch.untilMs + 1, firstMs) ?? firstMs;
  const count = (lastMs - firstMs) / timing.everyMs + 1;
  return count > stretch.bound ? null : count;
}

function nextOf(timing: Timing, timezone: string, afterMs: number): number | null {
  if (timing.kind === 'cron') return nextCronSlot(timing.fields, timezone, afterMs);
  if (timing.kind === 'once') return timing.atMs > afterMs ? timing.atMs : null;
  const { everyMs, anchorMs } = timing;
  const slotMs = anchorMs + (Math.floor((afterMs - anchorMs) / everyMs) + 1) * everyMs;
  return slotMs <= MAX_INSTANT_MS ? slotMs : null;
}

function previousOf(timing: Timing, timezone: string, beforeMs: number, floorMs: number): number | null {
  if (timing.kind === 'cron') return previousCronSlot(timing.fields, timezone, beforeMs, floorMs);
  if (timing.kind === 'once') return timing.atMs < beforeMs && timing.atMs >= floorMs ? timing.atMs : null;
  const { everyMs, anchorMs } = timing;
  const slotMs = anchorMs + (Math.ceil((beforeMs - anchorMs) / everyMs) - 1) * everyMs;
  return slotMs >= floorMs ? slotMs : null;
}
