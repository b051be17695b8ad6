import type { RateLimit } from '@fbrain/core/task/rate-limit';
import { parseDuration } from '@fbrain/core/time/duration';

/** Milliseconds since the epoch, as numbers, are no more exact. */
const PRECISION_MS = 0.001;

/** A time in which more runs started than a rate limit allows. */
export interface RateExcess {
  fromMs: number;
  toMs: number;
  starts: number;
  /** burst + limit / per × the time between. */
  allowed: number;
}

/**
 * Looks through all times between two starts for one with more starts than burst + rate × its length, and answers the
 * worst; null = the limit held. `slackMs` is how far off the instants may be, such as those a task takes by itself.
 */
export function exceedsRate(startsMs: readonly number[], rate: RateLimit, slackMs = 0): RateExcess | null {
  const perMs = rate.limit / parseDuration(rate.per, 'per');
  // Starts minus what has come in since the first: from the lowest to a later one it must not rise by over the burst.
  let lowest = { excess: Number.POSITIVE_INFINITY, index: 0, ms: 0 };
  let worst: RateExcess | null = null;
  const sorted = startsMs.toSorted((a, b) => a - b);
  const firstMs = sorted[0] ?? 0;
  for (const [index, ms] of sorted.entries()) {
    const excess = index - (ms - firstMs) * perMs;
    if (excess < lowest.excess) lowest = { excess, index, ms };
    const starts = index - lowest.index + 1;
    const allowed = rate.burst + (ms - lowest.ms + slackMs) * perMs;
    const isWorse = worst === null || starts - allowed > worst.starts - worst.allowed;
    if (starts > allowed + PRECISION_MS * perMs + Number.EPSILON && isWorse)
      worst = { fromMs: lowest.ms, toMs: ms, starts, allowed };
  }
  return worst;
}
