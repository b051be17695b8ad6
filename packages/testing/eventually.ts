export interface Patience {
  /** How long to try, a minute unless told: longer than anything takes on a busy machine. */
  timeoutMs?: number;
}

const POLL_MS = 20;

/** Repeats `check` until it stops throwing and returns its value; throws its last error when the time is over. */
export async function eventually<T>(check: () => T | Promise<T>, { timeoutMs = 60_000 }: Patience = {}): Promise<T> {
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
