/** Bounds what is in the works at once, in number and in bytes (G9). */
export interface Budget {
  /**
   * Takes room. Answers what gives it back, once, or null if there is not enough. What is larger than the whole budget
   * fits when nothing else is in the works: it must be possible at all.
   */
  take(count: number, bytes: number): (() => void) | null;
}

export function createBudget({ maxCount, maxBytes }: { maxCount: number; maxBytes: number }): Budget {
  let usedCount = 0;
  let usedBytes = 0;
  return {
    take(count, bytes) {
      const isFull = usedCount + count > maxCount || usedBytes + bytes > maxBytes;
      if (isFull && usedCount > 0) return null;
      usedCount += count;
      usedBytes += bytes;
      let isTaken = true;
      return () => {
        if (!isTaken) return;
        isTaken = false;
        usedCount -= count;
        usedBytes -= bytes;
      };
    },
  };
}
