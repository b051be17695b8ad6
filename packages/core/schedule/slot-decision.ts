import type { Timetable } from './schedule.ts';
import { countSlots, nextSlot, previousSlot } from './slots.ts';

/** What became of a slot, or of several in a row that share one reason. Each leaves a record. */
export type SlotDecision = FiredSlot | LostSlots;

export interface FiredSlot {
  outcome: 'fired';
  slotMs: number;
  /** The slot and the jitter of the schedule: when its run was to start. */
  dueAtMs: number;
  /** Unfinished runs of earlier slots to cancel in the same transaction. */
  cancelRunIds: readonly string[];
  /** The run may start only after every earlier run of the schedule has ended. */
  isQueued: boolean;
}

export const LOST_CODES = [
  'paused',
  'disabled', // its task file was gone
  'changed', // the schedule was given another timetable before
  'unknown-task',
  'refused', // the task does not take the run, such as its input
  'too-late',
  'overlap',
  'superseded',
  'queue-full',
] as const;

/** Slots that started no run: one, or a whole outage of them, so that a record stays one row. */
export interface LostSlots {
  outcome: 'skipped' | 'missed';
  code: (typeof LOST_CODES)[number];
  /** The first and the last of them, the same for one. */
  fromSlotMs: number;
  slotMs: number;
  /** Null = more than MAX_COUNTED. */
  count: number | null;
  /** A sentence for people. */
  reason: string;
}

/** Counting costs microseconds per slot; a schedule of every second that was down for a year has 31 million. */
export const MAX_COUNTED = 1_000;

type Cause = Pick<LostSlots, 'outcome' | 'code' | 'reason'>;

/** One decision for all slots after an instant up to and with another; none if there is no slot. */
export function lost(timetable: Timetable, stretch: { afterMs: number; untilMs: number }, cause: Cause): LostSlots[] {
  const { afterMs, untilMs } = stretch;
  const fromSlotMs = nextSlot(timetable, afterMs);
  if (fromSlotMs === null || fromSlotMs > untilMs) return [];
  const slotMs = previousSlot(timetable, untilMs + 1, fromSlotMs) ?? fromSlotMs;
  return [{ ...cause, fromSlotMs, slotMs, count: countSlots(timetable, { ...stretch, bound: MAX_COUNTED }) }];
}
