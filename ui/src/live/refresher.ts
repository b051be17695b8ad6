export interface RefresherOptions<Key> {
  /** Reads again everything shown under a key; resolves when the answers are there. */
  refresh: (key: Key) => Promise<void>;
  /** Least time from the start of one refresh of a key to the next; doubles up to the longest while changes keep coming. */
  intervalMs: number;
  longestIntervalMs: number;
  schedule: (callback: () => void, delayMs: number) => void;
  now: () => number;
}

/**
 * Turns any number of "this changed" into few re-reads: the first is done at once, what arrives while it runs or
 * within the interval becomes one more at the end. No change is lost, no two re-reads of a key overlap.
 */
export function createRefresher<Key extends readonly unknown[]>(options: RefresherOptions<Key>): (key: Key) => void {
  const active = new Map<string, Entry>();

  const run = async (id: string, key: Key, entry: Entry) => {
    entry.isDirty = false;
    const startedAt = options.now();
    // A failed re-read is shown by the query itself; the next change tries again.
    await options.refresh(key).catch(() => undefined);
    const tookMs = options.now() - startedAt;
    options.schedule(
      () => {
        if (!entry.isDirty) return void active.delete(id);
        entry.intervalMs = Math.min(entry.intervalMs * 2, options.longestIntervalMs);
        void run(id, key, entry);
      },
      // Who answers slowly is left alone for as long as it took, but not for as long as a read hung.
      Math.max(entry.intervalMs - tookMs, Math.min(tookMs, options.longestIntervalMs)),
    );
  };

  return (key) => {
    const id = JSON.stringify(key);
    const running = active.get(id);
    if (running) {
      running.isDirty = true;
      return;
    }
    const entry = { isDirty: false, intervalMs: options.intervalMs };
    active.set(id, entry);
    void run(id, key, entry);
  };
}

interface Entry {
  /** Something changed since the refresh began. */
  isDirty: boolean;
  intervalMs: number;
}
