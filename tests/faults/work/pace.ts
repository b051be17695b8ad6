export interface PaceOptions {
  runs: number;
  seconds: number;
  accepted(): number;
  backlog(): number;
}

/** More than is needed, because faults refuse some. */
const MARGIN = 1.15;
/** What the API takes on two cores beside everything else. */
const FASTEST = 4_000;
/** There is always work, and never so much that draining it takes long. */
const MOST_BACKLOG = 15_000;

/** Runs per second that are to be posted now, so that the wanted number is reached in time. */
export function createPace({ runs, seconds, accepted, backlog }: PaceOptions): () => number {
  const startedAt = performance.now();
  return () => {
    if (backlog() > MOST_BACKLOG) return 0;
    const left = seconds - (performance.now() - startedAt) / 1_000;
    return Math.min(Math.max(((runs - accepted()) / Math.max(left, 1)) * MARGIN, 0), FASTEST);
  };
}
