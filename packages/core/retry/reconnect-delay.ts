/** First wait is below 200 ms, so that a restarted server is found at once; no wait is longer than 10 s. */
const INITIAL_MS = 200;
const MAX_MS = 10_000;

/**
 * Milliseconds to wait before connecting again: anything between 0 and a ceiling that doubles with each failure, so
 * that the processes of one installation do not come back in step.
 * @param failures failed tries so far, at least 1
 * @param random a number in [0, 1)
 */
export const reconnectDelayMs = (failures: number, random: number): number =>
  Math.round(Math.min(MAX_MS, INITIAL_MS * 2 ** Math.min(failures - 1, 30)) * random);
