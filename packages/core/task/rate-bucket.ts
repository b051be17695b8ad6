import { intervalUs, type RateLimit } from './rate-limit.ts';

/**
 * A token bucket. Instead of a level that must be refilled it holds the instant at which it is full again if nothing
 * starts, in whole microseconds since the epoch: nothing is lost to rounding. Whatever instants starts are given,
 * any time T has at most burst + T / interval of them.
 */
export interface RateBucket {
  fullAtUs: number;
  /** The limit that `fullAtUs` was computed with. */
  intervalUs: number;
  burst: number;
}

/**
 * The bucket of a limit, from what is stored of it; null = nothing has started yet. A changed limit keeps the tokens
 * that are missing, but no more than its new burst: a limit that was raised is not held up by what the old one owed.
 */
export function openBucket(stored: RateBucket | null, rate: RateLimit, nowUs: number): RateBucket {
  const interval = intervalUs(rate);
  const { burst } = rate;
  if (stored === null) return { fullAtUs: nowUs, intervalUs: interval, burst };
  if (stored.intervalUs === interval && stored.burst === burst) return stored;
  const missing = Math.max(0, stored.fullAtUs - nowUs) / stored.intervalUs;
  return { fullAtUs: nowUs + Math.ceil(Math.min(missing, burst) * interval), intervalUs: interval, burst };
}

/** The first instant from `nowUs` on at which there is a token. */
export const nextTokenUs = (bucket: RateBucket, nowUs: number): number =>
  Math.max(nowUs, bucket.fullAtUs - (bucket.burst - 1) * bucket.intervalUs);

/** The bucket after one start at `startUs`, which must not be before `nextTokenUs`. */
export const takeToken = (bucket: RateBucket, startUs: number): RateBucket => ({
  ...bucket,
  fullAtUs: Math.max(bucket.fullAtUs, startUs) + bucket.intervalUs,
});
