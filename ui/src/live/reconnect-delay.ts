const FIRST_MS = 500;
const LONGEST_MS = 15_000;

/**
 * Wait before the next try of a lost connection: doubles from half a second up to 15 s, half of it random, so that
 * all open pages do not come back in the same instant after a restart.
 * @param failures tries that failed so far, at least 1
 * @param random a number in [0, 1)
 */
export function reconnectDelayMs(failures: number, random: number): number {
  const fullMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 10));
  return fullMs * (0.5 + random / 2);
}
