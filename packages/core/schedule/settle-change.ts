import { jitterOffsetMs } from './jitter-offset.ts';
import type { ScheduleDefinition } from './schedule.ts';
import { type LostSlots, lost } from './slot-decision.ts';
import { nextSlot } from './slots.ts';

/** A schedule at one side of a change. */
export interface ScheduleStanding {
  definition: ScheduleDefinition;
  /** Its task file is gone: it fires no more until that is back. */
  isDisabled: boolean;
}

export interface ScheduleChange {
  id: string;
  /** Null = the definition was unreadable: of its slots nothing can be said. */
  before: ScheduleStanding | null;
  after: ScheduleStanding;
  cursorMs: number;
  nowMs: number;
}

export interface SettledChange {
  /** Slots that the change took away, or that a pause had kept from firing. */
  decisions: LostSlots[];
  cursorMs: number;
  nextDueMs: number | null;
}

/**
 * What a change means for slots that nobody has decided: those of a pause are skipped when it ends, those that came
 * before another timetable are skipped with the old one. A change that leaves the timetable alone loses no slot.
 */
export function settleChange({ id, before, after, cursorMs, nowMs }: ScheduleChange): SettledChange {
  // A clock that was set back: what is decided stays decided.
  const untilMs = Math.max(nowMs, cursorMs);
  if (before === null) return { decisions: [], cursorMs: untilMs, nextDueMs: nextDueAt(id, after, untilMs) };
  const hasOtherTimes = JSON.stringify(before.definition.timetable) !== JSON.stringify(after.definition.timetable);
  if (isLive(before) && !hasOtherTimes) return { decisions: [], cursorMs, nextDueMs: nextDueAt(id, after, cursorMs) };
  if (!isLive(after) && !hasOtherTimes) return { decisions: [], cursorMs, nextDueMs: null };
  // A slot whose jitter has not passed yet is still to come, but under another timetable it never will.
  const offsetMs = hasOtherTimes ? 0 : jitterOffsetMs(id, before.definition.jitterMs);
  const endMs = Math.max(nowMs - offsetMs, cursorMs);
  const decisions = lost(before.definition.timetable, { afterMs: cursorMs, untilMs: endMs }, causeOf(before));
  return { decisions, cursorMs: endMs, nextDueMs: nextDueAt(id, after, endMs) };
}

/** What becomes of slots that nobody has decided when their schedule is removed. */
export function settleRemoval({ id, before, cursorMs, nowMs }: Omit<ScheduleChange, 'after'>): LostSlots[] {
  if (before === null) return [];
  const { timetable, jitterMs } = before.definition;
  const untilMs = Math.max(nowMs - jitterOffsetMs(id, jitterMs), cursorMs);
  return lost(timetable, { afterMs: cursorMs, untilMs }, isLive(before) ? REMOVED : causeOf(before));
}

const REMOVED = {
  outcome: 'skipped',
  code: 'changed',
  reason: 'The schedule was removed before anything had fired this slot.',
} as const;

const isLive = ({ definition, isDisabled }: ScheduleStanding): boolean => !definition.paused && !isDisabled;

/** When a schedule is to be looked at, decided up to an instant. Null = it does not fire, or has no slot left. */
export function nextDueAt(id: string, standing: ScheduleStanding, cursorMs: number): number | null {
  const { timetable, jitterMs } = standing.definition;
  const slotMs = isLive(standing) ? nextSlot(timetable, cursorMs) : null;
  return slotMs === null ? null : slotMs + jitterOffsetMs(id, jitterMs);
}

function causeOf({ definition, isDisabled }: ScheduleStanding): Pick<LostSlots, 'outcome' | 'code' | 'reason'> {
  const skipped = (code: LostSlots['code'], reason: string) => ({ outcome: 'skipped', code, reason }) as const;
  if (isDisabled) return skipped('disabled', 'The code of the schedule was gone.');
  if (definition.paused) return skipped('paused', 'The schedule was paused.');
  return skipped('changed', 'The schedule was given other times before anything had fired this slot.');
}
