import { measureHttpLoad } from './http-load.ts';
import type { System } from './system.ts';

/** The task of all measurements: it does nothing, so what is measured is ours. */
const NOOP = { task: 'demo.noop', input: {} };
const BATCH = 1_000;
const BATCHES_AT_ONCE = 4;

const headers = (system: System) => ({ authorization: `Bearer ${system.token}`, 'content-type': 'application/json' });

/** Runs per second through `POST /runs/batch`, from the first request to the last answer: all committed. */
export async function measureBulkEnqueue(system: System, runs: number): Promise<number> {
  const body = JSON.stringify({ runs: Array.from({ length: BATCH }, () => NOOP) });
  let left = Math.ceil(runs / BATCH);
  const startedAt = performance.now();
  const sendUntilDone = async () => {
    while (left-- > 0) {
      const answer = await fetch(`${system.apiUrl}/api/v1/runs/batch`, {
        method: 'POST',
        headers: headers(system),
        body,
      });
      if (answer.status !== 202) throw new Error(`POST /runs/batch answered ${answer.status}: ${await answer.text()}`);
      await answer.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: BATCHES_AT_ONCE }, sendUntilDone));
  return (Math.ceil(runs / BATCH) * BATCH * 1_000) / (performance.now() - startedAt);
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
  for (let left = runs; left > 0; ) {
    await Bun.sleep(100);
    const [row] = await sql<{ left: boolean }[]>`select exists (select from fbrain.run) as left`;
    left = row?.left ? 1 : 0;
  }
  const [span] = await sql<{ seconds: number; done: number }[]>`
    select extract(epoch from max(finished_at) - min(started_at))::float8 as seconds, count(*)::integer as done
    from fbrain.run_history where id >= ${oldest}::uuid and state = 'succeeded'`;
  if (!span || span.done < runs) throw new Error(`Only ${span?.done} of ${runs} runs succeeded`);
  return { runs, perSecond: runs / span.seconds };
}

/** Milliseconds from sending `POST /runs?wait` to its answer with the finished run, one at a time. */
export async function measureLatency(system: System, samples: number): Promise<{ p50: number; p99: number }> {
  const times: number[] = [];
  for (let i = 0; i < samples; i++) {
    const startedAt = performance.now();
    const answer = await fetch(`${system.apiUrl}/api/v1/runs?wait=10s`, {
      method: 'POST',
      headers: headers(system),
      body: JSON.stringify(NOOP),
    });
    const run = (await answer.json()) as { state: string };
    if (run.state !== 'succeeded') throw new Error(`A run of the latency measurement ended as ${run.state}`);
    times.push(performance.now() - startedAt);
  }
  times.sort((a, b) => a - b);
  const at = (part: number) => times[Math.min(Math.floor(times.length * part), times.length - 1)] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}
