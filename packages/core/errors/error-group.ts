import type { RunErrorKind } from '../run/run.ts';

/** `resolved`: mended, so it opens again when it comes back. `ignored`: known and of no interest. */
export const ERROR_GROUP_STATES = ['open', 'resolved', 'ignored'] as const;
export type ErrorGroupState = (typeof ERROR_GROUP_STATES)[number];

/** Failures that look alike: same task, kind of error, message but for its variable parts, place in the code. */
export interface ErrorGroup {
  fingerprint: string;
  task: string;
  kind: RunErrorKind;
  /** Class name of what was thrown first. */
  name: string | null;
  /** Of the first one. */
  message: string;
  state: ErrorGroupState;
  stateChangedAt: string;
  /** When it failed again although it was resolved; null = it never did. */
  regressedAt: string | null;
  firstSeenAt: string;
  lastSeenAt: string;
  /** Failed attempts. */
  attempts: number;
  /** Runs that failed for good. */
  runs: number;
  lastRunId: string;
  /** Failed attempts in each of the last 24 hours, the oldest first. */
  recent: number[];
}

/** One group with the stack of its first failure. */
export interface ErrorGroupDetail extends ErrorGroup {
  stack: string | null;
}

/** Which groups a list shows; all conditions must hold. */
export interface ErrorGroupFilter {
  state?: ErrorGroupState[];
  task?: string;
  /** Text in the message or the name of the task, case ignored. */
  q?: string;
}
