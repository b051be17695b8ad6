/** Tells whether the work loop moves: liveness means that, not that a process answers (G5). */
export interface ProgressWatch {
  /** A claim is under way until it ends, well or badly. */
  claiming<T>(claim: () => Promise<T>): Promise<T>;
  /** The end of an attempt was written or refused. */
  ended(): void;
  /** What stands still, in words; null = nothing does. To be asked every second or so. */
  problem(): string | null;
}

interface ProgressWatchOptions {
  /** Ends that wait to be written. */
  pendingEnds(): number;
  /** Monotonic. */
  now(): number;
}

/** A statement ends within 11 s and a connection is made within 5 s, so what takes longer will never end. */
const STALL_MS = 20_000;

export function createProgressWatch({ pendingEnds, now }: ProgressWatchOptions): ProgressWatch {
  let claimingSinceMs: number | null = null;
  let endedAtMs = now();
  return {
    async claiming(claim) {
      claimingSinceMs = now();
      try {
        return await claim();
      } finally {
        claimingSinceMs = null;
      }
    },
    ended() {
      endedAtMs = now();
    },
    problem() {
      if (pendingEnds() === 0) endedAtMs = now();
      const stuck = (what: string) => `${what} for ${STALL_MS / 1_000} s`;
      if (claimingSinceMs !== null && now() - claimingSinceMs > STALL_MS) return stuck('a claim has not ended');
      if (now() - endedAtMs > STALL_MS) return stuck('no end of a run could be written');
      return null;
    },
  };
}
