import type { Queue } from '@fbrain/core/queue/queue';
import type { Fragment, Queryable } from './connection.ts';

/** Counting stops here: a queue page must not scan a million rows (`Queue` says that the number is a floor). */
const COUNT_LIMIT = 10_000;

/** Makes queues that do not exist yet. */
export async function ensureQueues(sql: Queryable, names: readonly string[]): Promise<void> {
  await sql`
    insert into fbrain.queue (name) select unnest(${names as string[]}::text[]) on conflict (name) do nothing`;
}

export async function listQueues(sql: Queryable): Promise<Queue[]> {
  return await selectQueues(sql, sql`true`);
}

/** Pauses or resumes a queue: a paused one keeps taking runs and starts none. Null = there is no such queue. */
export async function setQueuePaused(sql: Queryable, name: string, paused: boolean): Promise<Queue | null> {
  await sql`update fbrain.queue set paused = ${paused} where name = ${name} and paused <> ${paused}`;
  const [queue] = await selectQueues(sql, sql`queue.name = ${name}`);
  return queue ?? null;
}

const selectQueues = (sql: Queryable, condition: Fragment) => sql<Queue[]>`
  select queue.name, queue.paused, scheduled, queued, running, retrying, blocked, oldest_ready_seconds, workers
  from fbrain.queue
  cross join lateral (
    select count(*) filter (where state = 'scheduled')::integer as scheduled,
           count(*) filter (where state = 'queued')::integer as queued,
           count(*) filter (where state = 'running')::integer as running,
           count(*) filter (where state = 'retrying')::integer as retrying,
           count(*) filter (where state = 'blocked')::integer as blocked,
           extract(epoch from now() - min(queued_at) filter (where state = 'queued'))::float8 as oldest_ready_seconds
    from (select state, queued_at from fbrain.run where run.queue = queue.name limit ${COUNT_LIMIT}) as some_run
  ) as depth
  cross join lateral (
    select count(*)::integer as workers
    from fbrain.worker
    where state = 'active' and (worker.queues = '{*}' or queue.name = any(worker.queues))
  ) as served
  where ${condition}
  order by queue.name`;
