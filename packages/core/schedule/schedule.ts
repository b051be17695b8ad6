import type { RunRequest } from '../run/run-request.ts';
import type { Duration } from '../time/duration.ts';
import type { CronFields } from './cron-fields.ts';

/** What to do about slots that nobody could fire in time. docs/schedules.md says when a slot counts as missed. */
export const MISSED_POLICIES = ['skip', 'latest', 'all'] as const;
export type MissedPolicy = (typeof MISSED_POLICIES)[number];

/** What to do about a slot while a run of an earlier slot has not ended. */
export const OVERLAP_POLICIES = ['allow', 'skip', 'queue', 'cancel-previous'] as const;
export type OverlapPolicy = (typeof OVERLAP_POLICIES)[number];

/** What each slot starts: the options of `POST /runs` that make sense more than once. */
export type ScheduledRun = Pick<
  RunRequest,
  | 'task'
  | 'input'
  | 'queue'
  | 'priority'
  | 'rank'
  | 'tags'
  | 'metadata'
  | 'timeout'
  | 'maxAttempts'
  | 'ttl'
  | 'concurrencyKey'
>;

/** When a schedule fires: exactly one of `cron`, `every` and `at`. */
export interface TimetableRequest {
  /** Five fields, six with seconds first, or a macro such as `@daily`. */
  cron?: string;
  /** An interval of elapsed time, at least "1s". */
  every?: Duration;
  /** An instant that `every` is counted from, forwards and backwards. Default: the creation. */
  anchor?: string;
  /** One instant. */
  at?: string;
  /** IANA name. Default: "UTC". */
  timezone?: string;
  /** No slot before this instant. */
  startAt?: string;
  /** No slot at or after this instant. */
  endAt?: string;
}

/** The body of `POST /schedules`. */
export interface ScheduleRequest extends TimetableRequest, ScheduledRun {
  name: string;
  description?: string;
  missed?: { policy?: MissedPolicy; maxCount?: number; maxAge?: Duration };
  overlap?: OverlapPolicy;
  /** Each schedule fires this much later at most, always by the same time, so that many do not fire at once. */
  jitter?: Duration;
  paused?: boolean;
}

export type Timing =
  | { kind: 'cron'; expression: string; fields: CronFields }
  | { kind: 'interval'; everyMs: number; anchorMs: number }
  | { kind: 'once'; atMs: number };

/** When a schedule fires, checked. Everything slots.ts needs to know. */
export interface Timetable {
  timing: Timing;
  /** Spelled as in the IANA data. */
  timezone: string;
  startAtMs: number | null;
  /** Exclusive. */
  endAtMs: number | null;
}

/** A request checked and completed. */
export interface ScheduleDefinition {
  name: string;
  description: string | null;
  timetable: Timetable;
  missed: { policy: MissedPolicy; maxCount: number; maxAgeMs: number };
  overlap: OverlapPolicy;
  jitterMs: number;
  paused: boolean;
  run: ScheduledRun;
}

/** One run makes up for an outage, however long: what cron users miss most, and never a flood. */
export const DEFAULT_MISSED = { policy: 'latest', maxCount: 100, maxAgeMs: 86_400_000 } as const;
export const MAX_MISSED_COUNT = 1_000;

/** Slots nearer to each other than this are work for a loop within a task, not for a schedule. */
export const MIN_INTERVAL_MS = 1_000;

export const MAX_JITTER_MS = 86_400_000;
