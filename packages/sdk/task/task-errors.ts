import { type Duration, parseDuration } from '@fbrain/core/time/duration';

/** Throw it to fail the run at once: no further attempt can succeed. */
export class PermanentError extends Error {
  override readonly name = 'PermanentError';
}

/**
 * Throw it to fail this attempt and have a say in when the next one starts: not before `retryAfter`, or the task's
 * own backoff if that is longer. Counts as an attempt; `ctx.snooze` does not.
 */
export class RetryError extends Error {
  override readonly name = 'RetryError';
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: { retryAfter?: Duration; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.retryAfterMs = options.retryAfter === undefined ? undefined : parseDuration(options.retryAfter, 'retryAfter');
  }
}

/** What `ctx.snooze` throws. Task code that catches everything must throw it on. */
export class Snooze extends Error {
  override readonly name = 'Snooze';
  readonly delayMs: number;

  constructor(delay: Duration) {
    super(`The task asked to be continued in ${delay}`);
    this.delayMs = parseDuration(delay, 'delay');
  }
}
