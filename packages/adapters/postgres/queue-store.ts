import type { Queue, QueueLimits } from '@fbrain/core/queue/queue';
import { formatRetention } from '@fbrain/core/retention/retention';
import type { Fragment, Queryable } from './connection.ts';
import { forgetTokenTimes } from './limit-store.ts';
import { type QueueDepth, readQueueDepths } from './queue-depth-store.ts';

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

/** Sets the limits that are named; the others stay. Null = there is no such queue. */
export async function setQueueLimits(
  sql: Queryable,
  name: string,
  limits: Partial<QueueLimits>,
): Promise<Queue | null> {
  const { concurrency, rate } = limits;
  await sql`
    update fbrain.queue
    set concurrency = case when ${concurrency !== undefined} then ${concurrency ?? null}::integer else concurrency end,
        rate = case when ${rate !== undefined} then nullif(${JSON.stringify(rate ?? null)}::text::jsonb, 'null') else rate end
    where name = ${name}`;
  if (rate !== undefined) await forgetTokenTimes(sql, [`queue-rate:${name}`]);
  const [queue] = await selectQueues(sql, sql`queue.name = ${name}`);
  return queue ?? null;
}

interface OwnRetention {
  keepS: number | null;
}

async function selectQueues(sql: Queryable, condition: Fragment): Promise<Queue[]> {
  const [queues, depthOf] = await Promise.all([
    sql<(Omit<Queue, keyof QueueDepth | 'retention'> & OwnRetention)[]>`
      select queue.name, queue.paused, queue.concurrency, queue.rate, queue.keep_s, workers
      from fbrain.queue
      cross join lateral (
        select count(*)::integer as workers
        from fbrain.worker
        where state = 'active' and lease_expires_at > now()
          and (worker.queues = '{*}' or queue.name = any(worker.queues))
      ) as served
      where ${condition}
      order by queue.name`,
    readQueueDepths(sql),
  ]);
  return queues.map(({ keepS, ...queue }) => ({
    ...queue,
    retention: keepS === null ? null : formatRetention(keepS),
    ...depthOf(queue.name),
  }));
}
