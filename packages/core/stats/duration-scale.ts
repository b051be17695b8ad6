/**
 * Durations are counted in buckets of a logarithmic scale: two steps for each doubling, from a millisecond on. Counts
 * of any span of time add up, and a percentile of the sum is within a fifth of the true one.
 */
const STEPS_PER_DOUBLING = 2;
/** Some 50 days. */
const LAST_BUCKET = 64;

/** The bucket of a duration in milliseconds. Bucket 0 is up to 1 ms, bucket n ends at 2^(n/2) ms. */
export const bucketOf = (ms: number): number =>
  ms <= 1 ? 0 : Math.min(Math.ceil(Math.log2(ms) * STEPS_PER_DOUBLING), LAST_BUCKET);

/** The longest duration of a bucket, in milliseconds. */
const endOf = (bucket: number): number => 2 ** (bucket / STEPS_PER_DOUBLING);

/** Runs by bucket. */
export type DurationCounts = ReadonlyMap<number, number>;

/**
 * The duration in milliseconds that this part (0 to 1) of the runs did not exceed, as if those of a bucket were spread
 * evenly over it. Null = there are none.
 */
export function percentileOf(counts: DurationCounts, part: number): number | null {
  const buckets = [...counts].filter(([bucket]) => bucket >= 0).sort(([a], [b]) => a - b);
  const wanted = buckets.reduce((sum, [, runs]) => sum + runs, 0) * part;
  let passed = 0;
  for (const [bucket, runs] of buckets) {
    if (passed + runs >= wanted) {
      const low = bucket === 0 ? 0 : endOf(bucket - 1);
      return Math.round(low + (endOf(bucket) - low) * ((wanted - passed) / runs));
    }
    passed += runs;
  }
  return null;
}
