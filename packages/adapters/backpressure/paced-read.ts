export interface PacedReadOptions<T> {
  read(): Promise<T>;
  /** Part of the time that dear reads may take, however often they are asked for; default a twentieth. */
  maxDuty?: number;
  /** Monotonic milliseconds. */
  now?: () => number;
}

/** Reads that take no longer than this are not worth an old answer. */
const CHEAP_MS = 50;
const MAX_DUTY = 0.05;

/**
 * Shares a read whose cost grows with the data. A cheap one is done for each call, and calls at the same time share it.
 * A dear one is remembered for twenty times as long as it took, and for as long again while it is done anew.
 */
export function createPacedRead<T>({
  read,
  maxDuty = MAX_DUTY,
  now = () => performance.now(),
}: PacedReadOptions<T>): () => Promise<T> {
  let latest: { value: T; readAtMs: number; tookMs: number } | undefined;
  let reading: Promise<T> | undefined;

  const readAgain = (): Promise<T> => {
    const startedAtMs = now();
    reading ??= read()
      .then((value) => {
        latest = { value, readAtMs: now(), tookMs: now() - startedAtMs };
        return value;
      })
      .finally(() => {
        reading = undefined;
      });
    return reading;
  };
  return async () => {
    if (!latest || latest.tookMs <= CHEAP_MS) return await readAgain();
    const keepMs = latest.tookMs / maxDuty;
    const ageMs = now() - latest.readAtMs;
    if (ageMs <= keepMs) return latest.value;
    const next = readAgain();
    if (ageMs > 2 * keepMs) return await next;
    // Whoever comes after the failure reads himself, and is told.
    next.catch(() => {});
    return latest.value;
  };
}
