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

/** The body of a request for so many runs. */
export const batchOf = (runs: number): string => JSON.stringify({ runs: Array.from({ length: runs }, () => NOOP) });

const headers = (system: System) => ({ authorization: `Bearer ${system.token}`, 'content-type': 'application/json' });

/** Runs per second through `POST /runs/batch`, from the first request to the last answer: all committed. */
export async function measureBulkEnqueue(system: System, runs: number): Promise<number> {
  const body = batchOf(BATCH);
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

/** @param body of `batchOf` */
export async function postBatch(system: System, body: string): Promise<void> {
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

export async function untilNoneWaits({ sql }: System): Promise<void> {
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
    await postAndWait(system);
    times.push(performance.now() - startedAt);
  }
  times.sort((a, b) => a - b);
  const at = (part: number) => times[Math.min(Math.floor(times.length * part), times.length - 1)] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}

/** Asks for one run and waits for its end, 10 s at most. */
export async function postAndWait(system: System): Promise<void> {
  const url = `${system.apiUrl}/api/v1/runs?wait=10s`;
  const answer = await fetch(url, { method: 'POST', headers: headers(system), body: JSON.stringify(NOOP) });
  const run = (await answer.json()) as { state: string };
  if (run.state === 'failed') throw new Error('A run of the measurement failed');
}

/** Milliseconds from starting the worker's process to the end of a run that waited for it, by the machine's clock. */
export async function measureWorkerStart(system: System): Promise<number> {
  await postBatch(system, batchOf(1));
  const startedAt = Date.now();
  await system.startWorker();
  await untilNoneWaits(system);
  const [row] = await system.sql<
    { finishedAt: Date }[]
  >`select max(finished_at) as finished_at from fbrain.run_history`;
  return (row?.finishedAt.getTime() ?? Number.NaN) - startedAt;
}
