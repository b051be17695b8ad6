import { type Duration, parseDuration } from '../time/duration.ts';

export const BACKOFF_KINDS = ['fixed', 'exponential'] as const;

export interface Backoff {
  kind: (typeof BACKOFF_KINDS)[number];
  /** Wait before the second attempt. */
  initial: Duration;
  /** Longest wait between two attempts. */
  max: Duration;
  /** Part of the wait that is random, 0 to 1: 0.2 spreads 10 s over 8 s to 12 s. */
  jitter: number;
}

export interface RetryPolicy {
  /** First attempt included. */
  maxAttempts: number;
  backoff: Backoff;
}

/** Five attempts over about a minute: enough for a restart of what the task calls, short enough to notice a bug. */
export const DEFAULT_RETRY: RetryPolicy = {
  maxAttempts: 5,
  backoff: { kind: 'exponential', initial: '1s', max: '10m', jitter: 0.2 },
};

/** The bound of attempts a request or a task may ask for. */
export const MAX_ATTEMPTS = 1_000;

/** A fault of a backoff: the field, and what reads after its name. */
export interface BackoffFault {
  field: 'kind' | 'jitter';
  message: string;
}

/** What is wrong with a backoff besides its durations, whatever its values are. */
export function findBackoffFaults({ kind, jitter }: Backoff): BackoffFault[] {
  const faults: BackoffFault[] = [];
  if (!BACKOFF_KINDS.includes(kind)) faults.push({ field: 'kind', message: 'must be "fixed" or "exponential"' });
  if (typeof jitter !== 'number' || !(jitter >= 0 && jitter <= 1)) {
    faults.push({ field: 'jitter', message: 'must be a number from 0 to 1' });
  }
  return faults;
}

/**
 * Wait before the next attempt, in milliseconds.
 * @param failures failed attempts so far, at least 1
 * @param random a number in [0, 1)
 */
export function nextDelayMs(backoff: Backoff, failures: number, random: number): number {
  const initialMs = parseDuration(backoff.initial, 'retry.backoff.initial');
  const maxMs = parseDuration(backoff.max, 'retry.backoff.max');
  // 2^40 ms is 34 years: above any maximum, below the loss of precision.
  const factor = backoff.kind === 'fixed' ? 1 : 2 ** Math.min(failures - 1, 40);
  const baseMs = Math.min(initialMs * factor, maxMs);
  return Math.min(Math.round(baseMs * (1 + backoff.jitter * (2 * random - 1))), maxMs);
}
