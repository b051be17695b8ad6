/** What is known about how long a run will take. */
export interface EndFacts {
  startedAtMs: number;
  nowMs: number;
  /** 0 to 1; null = it reports none. */
  fraction: number | null;
  /** What its task takes as a rule; null = nothing is known. */
  typicalMs: number | null;
}

/** Less says nothing yet about the pace. */
const LEAST_FRACTION = 0.02;

/**
 * Milliseconds until the run probably ends: by its own progress if it reports any, else as long as its task takes as a
 * rule. 0 = any moment, it takes longer than usual; null = nobody knows.
 */
export function estimateLeft({ startedAtMs, nowMs, fraction, typicalMs }: EndFacts): number | null {
  const elapsedMs = Math.max(nowMs - startedAtMs, 0);
  if (fraction !== null && fraction >= LEAST_FRACTION) return Math.round((elapsedMs / fraction) * (1 - fraction));
  return typicalMs === null ? null : Math.max(typicalMs - elapsedMs, 0);
}
