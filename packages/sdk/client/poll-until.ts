import { type Duration, parseDuration } from '@fbrain/core/time/duration';
import { FBrainError } from './f-brain-error.ts';
import { wait } from './wait.ts';

interface PollOptions<T> {
  isOver(value: T): boolean;
  timeout: Duration | undefined;
  signal: AbortSignal | undefined;
  /** What to say when the time is over. */
  tooLate(value: T): string;
}

const FIRST_POLL_MS = 25;
const MAX_POLL_MS = 1_000;

/** Reads until what it reads is over. Throws FBrainError `timed-out` after the timeout. */
export async function pollUntil<T>(read: () => Promise<T>, options: PollOptions<T>): Promise<T> {
  const { timeout, signal } = options;
  const endsAtMs = timeout === undefined ? Number.POSITIVE_INFINITY : Date.now() + parseDuration(timeout, 'timeout');
  for (let pauseMs = FIRST_POLL_MS; ; pauseMs = Math.min(pauseMs * 1.5, MAX_POLL_MS)) {
    const latest = await read();
    if (options.isOver(latest)) return latest;
    const leftMs = endsAtMs - Date.now();
    if (leftMs <= 0) throw new FBrainError(options.tooLate(latest), { code: 'timed-out', status: 0 });
    await wait(Math.min(pauseMs, leftMs), signal);
  }
}
