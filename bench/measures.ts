import type { Latency } from './figures.ts';
import { measureHttpLoad } from './http-load.ts';
import type { System } from './system.ts';

/** The task of all measurements: it does nothing, so what is measured is ours. */
const NOOP = { task: 'demo.noop', input: {} };
const BATCH = 1_000;
const BATCHES_AT_ONCE = 4;
const POLL_MS = 100;
const DRAIN_TIMEOUT_MS = 180_000;
/** A system that cannot keep up must not be buried: its latency shows it before. */
const MAX_SAMPLING_SECONDS = 20;
/** Small enough that the load is even, large enough that the generator costs little. */
const LOAD_INTERVAL_MS = 10;
/** Requests of the load that may wait for their answers: more would bury a system that cannot keep up. */
const LOAD_REQUESTS = 10;

const headers = (system: System) => ({ authorization: `Bearer ${system.token}`, 'content-type': 'application/json' });

/** Runs per second through `POST /runs/batch`, from the first request to the last answer: all committed. */
export async function measureBulkEnqueue(system: System, runs: number): Promise<number> {
  const body = JSON.stringify({ runs: Array.from({ length: BATCH }, () => NOOP) });
  let left = Math.ceil(runs / BATCH);
  const startedAt = performance.now();
  const sendUntilDone = async () => {
    while (left-- > 0) {
      await postBatch(system, body);
    }
  };
  await Promise.all(Array.from({ length: BATCHES_AT_ONCE }, sendUntilDone));
  return (Math.ceil(runs / BATCH) * BATCH * 1_000) / (performance.now() - startedAt);
}

async function postBatch(system: System, body: string): Promise<void> {
  const answer = await fetch(`${system.apiUrl}/api/v1/runs/batch`, { method: 'POST', headers: headers(system), body });
  if (answer.status !== 202) throw new Error(`POST /runs/batch answered ${answer.status}: ${await answer.text()}`);
  await answer.arrayBuffer();
}

/** `POST /runs` per second over 64 connections. */
export async function measureSinglePosts(system: System, requests: number): Promise<number> {
  const url = `${system.apiUrl}/api/v1/runs`;
  const body = JSON.stringify(NOOP);
  const { perSecond, refused } = await measureHttpLoad({ url, token: system.token, body, connections: 64, requests });
  if (refused > 0) throw new Error(`${refused} of ${requests} requests were refused`);
  return perSecond;
}

/** Runs per second from the first start to the last end, by the database's clock. The runs wait before the worker starts. */
export async function measureDrain(system: System): Promise<{ runs: number; perSecond: number }> {
  const { sql } = system;
  const [before] = await sql<{ runs: number; latest: string | null }[]>`
    select count(*)::integer as runs, min(id::text) as latest from fbrain.run`;
  const runs = before?.runs ?? 0;
  const oldest = before?.latest ?? '';
  await system.startWorker();
  await untilNoneWaits(system);
  const [span] = await sql<{ seconds: number; done: number }[]>`
    select extract(epoch from max(finished_at) - min(started_at))::float8 as seconds, count(*)::integer as done
    from fbrain.run_history where id >= ${oldest}::uuid and state = 'succeeded'`;
  if (!span || span.done < runs) throw new Error(`Only ${span?.done} of ${runs} runs succeeded`);
  return { runs, perSecond: runs / span.seconds };
}

async function untilNoneWaits({ sql }: System): Promise<void> {
  const startedAt = performance.now();
  for (let areWaiting = true; areWaiting; ) {
    if (performance.now() - startedAt > DRAIN_TIMEOUT_MS)
      throw new Error(
        `Runs still wait after ${DRAIN_TIMEOUT_MS / 1_000} s: the worker stands still, or give it fewer.`,
      );
    await Bun.sleep(POLL_MS);
    // The newest are drained last; a plain scan would step over the remains of all that were drained before.
    areWaiting = (await sql`select from fbrain.run order by id desc limit 1`).length > 0;
  }
}

/**
 * Milliseconds from sending `POST /runs?wait` to its answer with the finished run, one at a time, for a bounded
 * time. What takes longer than the wait counts as that.
 */
export async function measureLatency(system: System, samples: number): Promise<Latency> {
  const times: number[] = [];
  const begunAt = performance.now();
  for (let i = 0; i < samples && performance.now() - begunAt < MAX_SAMPLING_SECONDS * 1_000; i++) {
    const startedAt = performance.now();
    const answer = await fetch(`${system.apiUrl}/api/v1/runs?wait=10s`, {
      method: 'POST',
      headers: headers(system),
      body: JSON.stringify(NOOP),
    });
    const run = (await answer.json()) as { state: string };
    if (run.state === 'failed') throw new Error('A run of the latency measurement failed');
    times.push(performance.now() - startedAt);
  }
  times.sort((a, b) => a - b);
  const at = (part: number) => times[Math.min(Math.floor(times.length * part), times.length - 1)] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}

/** The same while so many other runs a second are asked for and done. Ends when all of them are done. */
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
    const count = Math.min(due, BATCH);
    if (count < 1) continue;
    if (underWay.size >= LOAD_REQUESTS) await Promise.race(underWay);
    posted += count;
    const request = postBatch(system, JSON.stringify({ runs: Array.from({ length: count }, () => NOOP) }));
    underWay.add(request);
    // One that failed stays, and is told by the race or at the end.
    request.then(
      () => underWay.delete(request),
      () => {},
    );
  }
  await Promise.all(underWay);
}

/** Milliseconds from starting the worker's process to the end of a run that waited for it, by the machine's clock. */
export async function measureWorkerStart(system: System): Promise<number> {
  await postBatch(system, JSON.stringify({ runs: [NOOP] }));
  const startedAt = Date.now();
  await system.startWorker();
  await untilNoneWaits(system);
  const [row] = await system.sql<
    { finishedAt: Date }[]
  >`select max(finished_at) as finished_at from fbrain.run_history`;
  return (row?.finishedAt.getTime() ?? Number.NaN) - startedAt;
}
