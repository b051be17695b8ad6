/** What is left of somebody's requests. */
export interface RateState {
  limit: number;
  remaining: number;
  /** Whole seconds until all of it is there again. */
  resetS: number;
  /** Whole seconds until one more request is allowed; 0 = it is. */
  retryAfterS: number;
}

export interface RateBucketsOptions {
  /** Tokens that come back in a second. */
  perSecond: number;
  /** Most that a bucket holds: so many requests may come at once. */
  burst: number;
  /** Monotonic. */
  now(): number;
}

/** Token buckets by key, in the memory of this process. A key that nobody uses takes none. */
export interface RateBuckets {
  /** Takes a token. `retryAfterS` above 0 = there was none. */
  take(key: string): RateState;
}

interface Bucket {
  tokens: number;
  atMs: number;
}

/** Some 5 MB. Who uses this many addresses is not held up by any limit per address. */
const MAX_BUCKETS = 50_000;

export function createRateBuckets({ perSecond, burst, now }: RateBucketsOptions): RateBuckets {
  const buckets = new Map<string, Bucket>();
  const refilled = ({ tokens, atMs }: Bucket, nowMs: number) =>
    Math.min(burst, tokens + ((nowMs - atMs) / 1_000) * perSecond);

  const makeRoom = (nowMs: number) => {
    for (const [key, bucket] of buckets) if (refilled(bucket, nowMs) >= burst) buckets.delete(key);
    // All of them in use at once: the oldest start anew.
    for (const key of buckets.keys()) {
      if (buckets.size < MAX_BUCKETS / 2) break;
      buckets.delete(key);
    }
  };
  return {
    take(key) {
      const nowMs = now();
      if (buckets.size >= MAX_BUCKETS && !buckets.has(key)) makeRoom(nowMs);
      const available = refilled(buckets.get(key) ?? { tokens: burst, atMs: nowMs }, nowMs);
      const isAllowed = available >= 1;
      const tokens = isAllowed ? available - 1 : available;
      buckets.set(key, { tokens, atMs: nowMs });
      return {
        limit: burst,
        remaining: Math.floor(tokens),
        resetS: Math.ceil((burst - tokens) / perSecond),
        retryAfterS: isAllowed ? 0 : Math.ceil((1 - available) / perSecond),
      };
    },
  };
}
