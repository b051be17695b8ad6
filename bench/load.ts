import type { Latency } from './figures.ts';
import { batchOf, measureLatency, postAndWait, postBatch, untilNoneWaits } from './measures.ts';
import type { System } from './system.ts';

/** Senders that each wait for what they sent: together they keep some thousand runs on their way. */
const SENDERS = 8;
const SENDER_BATCH = 500;
/** Small enough that the load is even, large enough that the generator costs little. */
const LOAD_INTERVAL_MS = 10;
/** Requests of the load that may wait for their answers: more would bury a system that cannot keep up. */
const LOAD_REQUESTS = 10;
/** Of one request. */
const MAX_DUE = 1_000;

/**
 * The full load: runs per second that are accepted and done at once, as long as wanted. Less than a drain, which accepts
 * nothing meanwhile.
 */
export async function measureFullLoad(system: System, runs: number): Promise<number> {
  const body = batchOf(SENDER_BATCH);
  const rounds = Math.ceil(runs / SENDERS / SENDER_BATCH);
  const startedAt = performance.now();
  const sendAndWait = async () => {
    for (let round = 0; round < rounds; round++) {
      await postBatch(system, body);
      // It is behind the others in its lane, so they have ended or are about to.
      await postAndWait(system);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sendAndWait));
  await untilNoneWaits(system);
  return (rounds * SENDERS * (SENDER_BATCH + 1) * 1_000) / (performance.now() - startedAt);
}

/** As `measureLatency`, while so many other runs a second are asked for and done. Ends when all of them are done. */
export async function measureLatencyUnderLoad(
  system: System,
  runsPerSecond: number,
  samples: number,
): Promise<Latency> {
  const loading = { isOver: false };
  const load = keepPosting(system, runsPerSecond, loading);
  try {
    return await measureLatency(system, samples);
  } finally {
    loading.isOver = true;
    await load;
    await untilNoneWaits(system);
  }
}

/**
 * Posts what the clock says is due, as many small senders would: an answer that takes long must not gather what comes
 * after it into one burst.
 */
async function keepPosting(system: System, runsPerSecond: number, loading: { isOver: boolean }): Promise<void> {
  const startedAt = performance.now();
  const underWay = new Set<Promise<void>>();
  for (let posted = 0; !loading.isOver; await Bun.sleep(LOAD_INTERVAL_MS)) {
    const due = Math.floor((runsPerSecond * (performance.now() - startedAt)) / 1_000) - posted;
    const count = Math.min(due, MAX_DUE);
    if (count < 1) continue;
    if (underWay.size >= LOAD_REQUESTS) await Promise.race(underWay);
    posted += count;
    const request = postBatch(system, batchOf(count));
    underWay.add(request);
    // One that failed stays, and is told by the race or at the end.
    request.then(
      () => underWay.delete(request),
      () => {},
    );
  }
  await Promise.all(underWay);
}
