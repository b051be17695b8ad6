/** Collects items that arrive one by one and hands them on in batches. */
export interface Batcher<Item, Result> {
  /** Resolves with the result of this item when its batch is done; rejects with the batch's error. */
  add(item: Item): Promise<Result>;
  /** Items added and not done yet. */
  readonly pending: number;
  /** Resolves when nothing is pending. */
  idle(): Promise<void>;
}

export interface BatcherOptions<Item, Result> {
  /** Handles a batch; answers one result per item, in order. */
  run(items: readonly Item[]): Promise<readonly Result[]>;
  maxBatch: number;
  /** Batches in flight at once; 1 keeps the order. */
  maxConcurrent: number;
  /** A batch begins beside another one with at least so many items, as larger ones cost less per item; default 1. */
  minBeside?: number;
  /** What waits longer for its batch to begin is refused: it was not handled and will not be. */
  late?: { maxWaitMs: number; refuse(): unknown };
}

interface Entry<Item, Result> {
  item: Item;
  addedAtMs: number;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

const mayBegin = (
  { maxConcurrent, minBeside = 1 }: Pick<BatcherOptions<never, never>, 'maxConcurrent' | 'minBeside'>,
  waiting: number,
  inFlight: number,
): boolean => inFlight < maxConcurrent && waiting >= (inFlight === 0 ? 1 : minBeside);

/**
 * Batches by themselves: an item that arrives at rest goes at once, items that arrive while a batch is in flight wait
 * and share the next one. So latency at rest is that of one statement, and under load commits are shared, without a
 * timer to tune.
 */
export function createBatcher<Item, Result>(options: BatcherOptions<Item, Result>): Batcher<Item, Result> {
  let waiting: Entry<Item, Result>[] = [];
  let inFlight = 0;
  let unfinished = 0;
  let flushPlanned = false;
  let onIdle: (() => void)[] = [];
  let lateTimer: Timer | undefined;

  const settled = (count: number) => {
    unfinished -= count;
    if (unfinished > 0) return;
    for (const resolve of onIdle) resolve();
    onIdle = [];
  };
  /** Runs only while something waits: at rest there is no timer (G11). */
  const watchLate = () => {
    const [oldest] = waiting;
    if (!options.late || !oldest || lateTimer !== undefined) return;
    const leftMs = oldest.addedAtMs + options.late.maxWaitMs - performance.now();
    lateTimer = setTimeout(refuseLate, Math.max(leftMs, 0));
  };
  const refuseLate = () => {
    lateTimer = undefined;
    const { maxWaitMs = 0, refuse } = options.late ?? {};
    const nowMs = performance.now();
    const inTime = waiting.findIndex((entry) => entry.addedAtMs + maxWaitMs > nowMs);
    const late = waiting.splice(0, inTime < 0 ? waiting.length : inTime);
    for (const entry of late) entry.reject(refuse?.());
    settled(late.length);
    watchLate();
  };
  const flush = () => {
    flushPlanned = false;
    while (mayBegin(options, waiting.length, inFlight)) {
      const batch = waiting.slice(0, options.maxBatch);
      waiting = waiting.slice(options.maxBatch);
      void runBatch(batch);
    }
    watchLate();
  };
  /** What is added in the same turn of the event loop shares a batch. */
  const planFlush = () => {
    if (!mayBegin(options, waiting.length, inFlight)) return watchLate();
    if (flushPlanned) return;
    flushPlanned = true;
    queueMicrotask(flush);
  };
  const runBatch = async (batch: Entry<Item, Result>[]) => {
    inFlight++;
    try {
      const results = await options.run(batch.map((entry) => entry.item));
      for (const [index, entry] of batch.entries()) entry.resolve(results[index] as Result);
    } catch (error) {
      for (const entry of batch) entry.reject(error);
    } finally {
      inFlight--;
      flush();
      settled(batch.length);
    }
  };

  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        waiting.push({ item, addedAtMs: performance.now(), resolve, reject });
        unfinished++;
        planFlush();
      }),
    get pending() {
      return unfinished;
    },
    idle: () => (unfinished === 0 ? Promise.resolve() : new Promise((resolve) => onIdle.push(resolve))),
  };
}
