export interface Patience {
  /** How long to try, 5 s unless told. */
  timeoutMs?: number;
}

const POLL_MS = 20;

/** Repeats `check` until it stops throwing and returns its value; throws its last error when the time is over. */
export async function eventually<T>(check: () => T | Promise<T>, { timeoutMs = 5_000 }: Patience = {}): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await Bun.sleep(POLL_MS);
    }
  }
}
