import type { Database } from '@fbrain/adapters/postgres/connection';

/** Above every delay and wait that the work of the harness has, plus one rescue. */
const DRAIN_TIMEOUT_MS = 90_000;
const POLL_MS = 200;
const SHOWN = 5;

export interface DrainResult {
  seconds: number;
  /** What did not end, in words. */
  stuck: string[];
}

/** Waits until no run is unfinished. */
export async function drain(sql: Database): Promise<DrainResult> {
  const startedAt = performance.now();
  const elapsedMs = () => performance.now() - startedAt;
  for (;;) {
    const [left] = await sql<{ count: number }[]>`select count(*)::integer as count from fbrain.run`;
    if (left?.count === 0) return { seconds: elapsedMs() / 1_000, stuck: [] };
    if (elapsedMs() > DRAIN_TIMEOUT_MS) return { seconds: elapsedMs() / 1_000, stuck: await describeStuck(sql) };
    await Bun.sleep(POLL_MS);
  }
}

async function describeStuck(sql: Database): Promise<string[]> {
  const groups = await sql<{ count: number; example: string; what: string }[]>`
    select count(*)::integer as count, min(run.id::text) as example,
           concat_ws(' ', run.state, task, 'in', queue, 'band', band, 'due', due_at, 'on', worker.name, worker.state) as what
    from fbrain.run left join fbrain.worker on worker.id = run.worker_id
    group by 3 order by 1 desc limit ${SHOWN}`;
  return groups.map(({ count, example, what }) => `${count} stuck: ${what}, such as ${example}`);
}
