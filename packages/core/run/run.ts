import type { Backoff } from '../retry/retry-policy.ts';
import type { Duration } from '../time/duration.ts';
import type { Json, JsonObject } from './json.ts';
import type { Priority } from './priority.ts';
import type { RunState } from './run-state.ts';

/** Why an attempt, and with the last one the run, did not succeed. */
export const RUN_ERROR_KINDS = [
  'exception', // the task threw, or an executable exited with a failure code
  'permanent', // the task said that another attempt is useless
  'timeout', // the attempt ran longer than its timeout
  'deadline', // the run could not end before its deadline
  'crash', // the task host died: signal or exit code
  'lost', // the worker stopped renewing its lease
  'cancelled',
  'expired',
  'invalid-input',
  'invalid-output', // over the limit, not JSON, or against the output schema
] as const;

export type RunErrorKind = (typeof RUN_ERROR_KINDS)[number];

export interface RunError {
  kind: RunErrorKind;
  /** One sentence that says what happened. */
  message: string;
  /** Class name of what was thrown. */
  name?: string;
  stack?: string;
  exitCode?: number;
  signal?: string;
  /** Failures that look alike have the same; see core/errors/error-fingerprint.ts. */
  fingerprint?: string;
}

export interface Progress {
  /** 0 to 1. */
  fraction: number;
  message: string | null;
}

/** A run as the API shows it in lists. Times are ISO 8601 in UTC, null while they have not happened. */
export interface RunSummary {
  id: string;
  task: string;
  queue: string;
  priority: Priority;
  /** Order inside the priority band: higher first. */
  rank: number;
  state: RunState;
  /** Number of the latest attempt, 0 before the first. It is also the fence of that attempt. */
  attempt: number;
  maxAttempts: number;
  progress: Progress | null;
  tags: string[];
  error: Pick<RunError, 'kind' | 'message'> | null;
  workerId: string | null;
  createdAt: string;
  /** When the next attempt may start: `runAt` of a scheduled run, end of the backoff of a retrying one. */
  dueAt: string | null;
  queuedAt: string | null;
  startedAt: string | null;
  finishedAt: string | null;
  cancelRequestedAt: string | null;
}

/** A whole run. */
export interface Run extends Omit<RunSummary, 'error'> {
  input: Json;
  output: Json;
  error: RunError | null;
  metadata: JsonObject;
  /** Null = as its task says. */
  backoff: Backoff | null;
  timeout: Duration | null;
  deadlineAt: string | null;
  expiresAt: string | null;
  concurrencyKey: string | null;
  uniqueKey: string | null;
  idempotencyKey: string | null;
  parentId: string | null;
  replayOf: string | null;
  /** The schedule that fired it, and for which slot; no slot = somebody fired it by hand. */
  scheduleId: string | null;
  slotAt: string | null;
  /** The trace that it belongs to, as W3C `traceparent`; what the run caused has the same trace id. */
  traceparent: string | null;
}

/** How one attempt ended; `running` while it has not. `released` = handed back without fault of the task. */
export const ATTEMPT_STATES = ['running', 'succeeded', 'failed', 'cancelled', 'snoozed', 'released'] as const;
export type AttemptState = (typeof ATTEMPT_STATES)[number];

export interface Attempt {
  number: number;
  state: AttemptState;
  workerId: string | null;
  startedAt: string;
  finishedAt: string | null;
  error: RunError | null;
}

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface RunLogEntry {
  /** Order of the line inside the run; the `after=` of the next page. */
  seq: number;
  attempt: number;
  at: string;
  level: LogLevel;
  message: string;
  fields: JsonObject | null;
}
