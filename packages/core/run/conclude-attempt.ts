import { type Backoff, nextDelayMs } from '../retry/retry-policy.ts';
import type { AttemptResult } from './attempt-result.ts';
import type { AttemptState, RunError, RunErrorKind } from './run.ts';

/** What becomes of a run after an attempt. Waits are relative: the database adds its own clock. */
export type Conclusion =
  | { state: 'succeeded'; attemptState: 'succeeded'; outputJson: string }
  | { state: 'failed' | 'cancelled'; attemptState: AttemptState; error: RunError }
  | { state: 'retrying'; attemptState: AttemptState; error: RunError | null; delayMs: number }
  | { state: 'queued'; attemptState: 'released'; error: null };

export interface ConcludeContext {
  maxAttempts: number;
  /** Failed attempts before this one. */
  failures: number;
  /** Attempts in a row before this one whose host or worker died. */
  crashes: number;
  deadlineAtMs: number | null;
  backoff: Backoff;
  /** By the database's clock: a worker whose own clock is off decides the same. */
  nowMs: number;
  /** In [0, 1). */
  random: number;
}

/** A run whose host or worker dies this many times in a row is poison and fails (G8). */
export const MAX_CRASHES = 3;

/** Kinds of error that no further attempt can mend. */
const PERMANENT: ReadonlySet<RunErrorKind> = new Set(['permanent', 'invalid-input', 'invalid-output', 'deadline']);

/** Of an attempt that was to be cancelled when its worker was taken for dead: one that was only cut off still works on. */
export const CANCELLED_UNSAID = 'The run was cancelled, and the worker that ran it died before it could say so.';

export const isCrash = (kind: RunErrorKind): boolean => kind === 'crash' || kind === 'lost';

/** Decides what follows an attempt: the only place that knows when a run is tried again. */
export function concludeAttempt(result: AttemptResult, context: ConcludeContext): Conclusion {
  switch (result.kind) {
    case 'succeeded':
      return { state: 'succeeded', attemptState: 'succeeded', outputJson: result.outputJson };
    case 'cancelled':
      return { state: 'cancelled', attemptState: 'cancelled', error: result.error };
    case 'released':
      return { state: 'queued', attemptState: 'released', error: null };
    case 'snoozed':
      return waitFor(result.delayMs, 'snoozed', null, context);
    case 'failed':
      return concludeFailure(result.error, result.retryAfterMs, context);
  }
}

function concludeFailure(error: RunError, retryAfterMs: number | undefined, context: ConcludeContext): Conclusion {
  const failures = context.failures + 1;
  const isPoison = isCrash(error.kind) && context.crashes + 1 >= MAX_CRASHES;
  if (PERMANENT.has(error.kind) || isPoison || failures >= context.maxAttempts) {
    return { state: 'failed', attemptState: 'failed', error };
  }
  // A lost worker says nothing against the run: it starts again at once (G5).
  const backoffMs = error.kind === 'lost' ? 0 : nextDelayMs(context.backoff, failures, context.random);
  const delayMs = Math.max(backoffMs, retryAfterMs ?? 0);
  return waitFor(delayMs, 'failed', error, context);
}

function waitFor(
  delayMs: number,
  attemptState: 'failed' | 'snoozed',
  error: RunError | null,
  context: ConcludeContext,
): Conclusion {
  if (context.deadlineAtMs === null || context.nowMs + delayMs < context.deadlineAtMs) {
    return { state: 'retrying', attemptState, error, delayMs };
  }
  const cause = error ? ` Last error: ${error.message}` : '';
  return {
    state: 'failed',
    attemptState,
    error: { kind: 'deadline', message: `The next attempt would start after the run's deadline.${cause}` },
  };
}
