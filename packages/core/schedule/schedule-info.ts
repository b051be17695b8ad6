import type { RunState } from '../run/run-state.ts';
import type { ScheduleRequest } from './schedule.ts';
import type { LostSlots } from './slot-decision.ts';

/** `code`: a task file declares it, so the file decides; `api`: people do, through the API or the UI. */
export const MANAGERS = ['api', 'code'] as const;
export type ScheduleManager = (typeof MANAGERS)[number];

/** Every field of a request, in the order of a form. */
export const SCHEDULE_FIELDS = [
  'name',
  'description',
  'task',
  'input',
  'cron',
  'every',
  'anchor',
  'at',
  'timezone',
  'startAt',
  'endAt',
  'missed',
  'overlap',
  'jitter',
  'paused',
  'queue',
  'priority',
  'rank',
  'tags',
  'metadata',
  'timeout',
  'maxAttempts',
  'ttl',
  'concurrencyKey',
] as const satisfies readonly (keyof ScheduleRequest)[];
export type ScheduleField = (typeof SCHEDULE_FIELDS)[number];

export const SLOT_OUTCOMES = ['fired', 'skipped', 'missed'] as const;
export type SlotOutcome = (typeof SLOT_OUTCOMES)[number];

/**
 * A schedule as the API shows it: the fields of its request as they were written, what has a default completed, and what
 * came of it. Times are ISO 8601 in UTC.
 */
export interface ScheduleInfo extends Omit<ScheduleRequest, 'description'> {
  id: string;
  description: string | null;
  timezone: string;
  missed: Required<NonNullable<ScheduleRequest['missed']>>;
  overlap: NonNullable<ScheduleRequest['overlap']>;
  jitter: string;
  paused: boolean;
  managedBy: ScheduleManager;
  /** The file that declares it, null unless code manages it. */
  source: string | null;
  /** The fields that a PATCH may change: all, or what its author allows. */
  editable: ScheduleField[];
  /** Why it fires no more although nobody paused it, such as a task file that is gone. */
  disabledReason: string | null;
  /** Why its slots could not be decided; it is tried again every minute. */
  problem: string | null;
  /** The next slot, and when it fires: later by the jitter. Null = none, or none while it is paused or disabled. */
  nextSlotAt: string | null;
  nextDueAt: string | null;
  /** The latest slot that was decided. */
  lastSlot: ScheduleSlot | null;
  /** The outcomes of the latest slots, oldest first; at most MAX_RECENT. */
  recent: SlotGlance[];
  createdAt: string;
  updatedAt: string;
}

export const MAX_RECENT = 30;

/** What a sparkline needs to know of a slot. */
export interface SlotGlance {
  slotAt: string;
  outcome: SlotOutcome;
  /** Null = it started no run, or retention has removed it. */
  runState: RunState | null;
}

/** The record of a slot, or of several in a row that share their reason. */
export interface ScheduleSlot {
  /** The slot, or the last of several. */
  slotAt: string;
  /** The first of several, the same for one. */
  fromSlotAt: string;
  /** Null = more than MAX_COUNTED. */
  count: number | null;
  outcome: SlotOutcome;
  /** Null if it was fired. */
  code: LostSlots['code'] | null;
  /** A sentence for people, null if it was fired. */
  reason: string | null;
  runId: string | null;
  /** Null = no run, or retention has removed it. */
  runState: RunState | null;
  /** When it was to fire, jitter included. */
  dueAt: string;
  decidedAt: string;
}

/** A slot to come, of any schedule. */
export interface UpcomingSlot {
  scheduleId: string;
  name: string;
  task: string;
  slotAt: string;
  /** When it fires, jitter included. */
  dueAt: string;
}

/** What one schedule does within one span of a calendar, such as a day. */
export interface CalendarEntry {
  scheduleId: string;
  name: string;
  task: string;
  /** By the clocks of which the schedule fires. */
  timezone: string;
  /** Slots in the span, null = more than are counted. */
  count: number | null;
  /** When the first and the last one fire, jitter included; the last of what is not counted is null. */
  firstDueAt: string;
  lastDueAt: string | null;
  /** When all of them fire, where they are few; else empty. */
  dueAt: string[];
}

/** A span of time and what fires in it, in the order of the first slots. */
export interface CalendarSpan {
  from: string;
  /** Exclusive. */
  to: string;
  items: CalendarEntry[];
}

/** What is to come, schedule by schedule: one that fires every minute is one entry a day. */
export interface ScheduleCalendar {
  spans: CalendarSpan[];
  /** False: there is more than is looked at. */
  isComplete: boolean;
}
