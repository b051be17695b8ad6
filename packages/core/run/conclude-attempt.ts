import { type Backoff, nextDelayMs } from '../retry/retry-policy.ts';
import type { AttemptResult } from './attempt-result.ts';
import type { AttemptState, RunError, RunErrorKind } from './run.ts';

/** What becomes of a run after an attempt. `dueAtMs` is set for `retrying` only. */
export type Conclusion =
  | { state: 'succeeded'; attemptState: 'succeeded'; outputJson: string }
  | { state: 'failed' | 'cancelled'; attemptState: AttemptState; error: RunError }
  | { state: 'retrying'; attemptState: AttemptState; error: RunError | null; dueAtMs: number; burnt: boolean }
  | { state: 'queued'; attemptState: 'released'; error: RunError | null };

export interface ConcludeContext {
  maxAttempts: number;
  /** Failed attempts before this one. */
  failures: number;
  /** Attempts in a row before this one whose host or worker died. */
  crashes: number;
  deadlineAtMs: number | null;
  backoff: Backoff;
  nowMs: number;
  /** In [0, 1). */
  random: number;
}

/** A run whose host or worker dies this many times in a row is poison and fails (G8). */
export const MAX_CRASHES = 3;

/** Kinds of error that no further attempt can mend. */
const PERMANENT: ReadonlySet<RunErrorKind> = new Set(['permanent', 'invalid-input', 'invalid-output', 'deadline']);

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
      return retryAt(context.nowMs + result.delayMs, 'snoozed', null, context);
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
  const delayMs = Math.max(nextDelayMs(context.backoff, failures, context.random), retryAfterMs ?? 0);
  return retryAt(context.nowMs + delayMs, 'failed', error, context);
}

function retryAt(
  dueAtMs: number,
  attemptState: 'failed' | 'snoozed',
  error: RunError | null,
  context: ConcludeContext,
): Conclusion {
  if (context.deadlineAtMs === null || dueAtMs < context.deadlineAtMs) {
    return { state: 'retrying', attemptState, error, dueAtMs, burnt: attemptState === 'failed' };
  }
  const cause = error ? ` Last error: ${error.message}` : '';
  return {
    state: 'failed',
    attemptState,
    error: { kind: 'deadline', message: `The next attempt would start after the run's deadline.${cause}` },
  };
}
