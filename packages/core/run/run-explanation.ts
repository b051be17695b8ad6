import type { RateLimit } from '../task/rate-limit.ts';
import type { RunError } from './run.ts';
import type { RunState } from './run-state.ts';

/** Every answer there is to "why is this run where it is?". */
export const REASON_CODES = [
  // scheduled, retrying
  'due-later',
  'retry-later', // an attempt failed
  'snoozed', // the task asked for the wait
  'due-now', // the leading worker makes it ready with its next look
  // queued
  'just-queued',
  'queue-paused',
  'no-worker-for-task',
  'no-worker-for-queue',
  'no-worker-for-both', // some know the task, others serve the queue
  'transport-down',
  'slots-busy',
  'behind-others',
  'hint-lost', // a free worker has not heard of it; it is told again every second
  // any waiting state
  'no-worker', // none runs at all
  'overdue', // too late to start: it is about to end
  'limit-reached', // as many runs of the task or queue run as may at once
  'rate-limited', // as many started as may in a time
  'limit-freed', // there is room again
  'blocked',
  // running
  'running',
  'worker-lost', // the attempt will be started elsewhere
  'cancel-requested',
  // final
  'ended',
] as const;

export type ReasonCode = (typeof REASON_CODES)[number];

/** One reason. Which details there are depends on the code. */
export interface RunReason {
  code: ReasonCode;
  /** A sentence for a person. */
  message: string;
  task?: string;
  queue?: string;
  /** When the next attempt may start; under a rate limit, if nothing more urgent comes. */
  dueAt?: string;
  /** Since when it is so. */
  since?: string;
  attempt?: number;
  maxAttempts?: number;
  error?: Pick<RunError, 'kind' | 'message'>;
  /** Names of the workers that it is about. */
  workers?: string[];
  workerId?: string;
  /** Slots of these workers that could take the run, and how many of them are busy. */
  slots?: number;
  busySlots?: number;
  /** Runs of the queue that go first; MAX_AHEAD stands for that many or more. */
  ahead?: number;
  /** The limit it is about: the task, with the value of its key if it has one, or the queue. */
  limitName?: string;
  rate?: RateLimit;
  /** Runs that may run at once under it, how many do, and the ids of some of those. */
  limit?: number;
  running?: number;
  heldBy?: string[];
}

/** Counting the runs that go first stops here. */
export const MAX_AHEAD = 1_000;

/** The answer of `GET /runs/:id/why`. Reasons that hold at the same time are all listed. */
export interface RunExplanation {
  state: RunState;
  reasons: RunReason[];
}

export const reason = (
  code: ReasonCode,
  message: string,
  details: Omit<RunReason, 'code' | 'message'> = {},
): RunReason => ({
  code,
  message,
  ...details,
});

/** Whether an instant of a run has come. */
export const isPast = (instant: string | null, nowMs: number): boolean =>
  instant !== null && Date.parse(instant) <= nowMs;
