import type { Queue } from '@fbrain/core/queue/queue';
import { createPacedRead } from '../backpressure/paced-read.ts';
import type { Queryable } from './connection.ts';

/** Unfinished runs of one queue. */
export type QueueDepth = Pick<
  Queue,
  'scheduled' | 'queued' | 'running' | 'retrying' | 'blocked' | 'oldestReadySeconds'
>;

const EMPTY: QueueDepth = { scheduled: 0, queued: 0, running: 0, retrying: 0, blocked: 0, oldestReadySeconds: null };

/** One per pool. A million runs take 200 ms to count, and pages and metrics ask every second. */
const readers = new WeakMap<Queryable, () => Promise<ReadonlyMap<string, QueueDepth>>>();

/**
 * The exact depth of every queue; a queue without unfinished runs is not in the answer of the database and reads as
 * empty. One scan of the hot set serves all queues: no index could count by queue and state without costing each run.
 * While a backlog makes it dear the answer may be some seconds old.
 */
export async function readQueueDepths(sql: Queryable): Promise<(queue: string) => QueueDepth> {
  let read = readers.get(sql);
  if (!read) {
    read = createPacedRead({ read: () => countAll(sql) });
    readers.set(sql, read);
  }
  const depths = await read();
  return (queue) => depths.get(queue) ?? EMPTY;
}

async function countAll(sql: Queryable): Promise<ReadonlyMap<string, QueueDepth>> {
  const rows = await sql<(QueueDepth & { name: string })[]>`
    select queue as name,
           count(*) filter (where state = 'scheduled') as scheduled,
           count(*) filter (where state = 'queued') as queued,
           count(*) filter (where state = 'running') as running,
           count(*) filter (where state = 'retrying') as retrying,
           count(*) filter (where state = 'blocked') as blocked,
           extract(epoch from now() - min(queued_at) filter (where state = 'queued'))::float8 as oldest_ready_seconds
    from fbrain.run
    group by queue`;
  return new Map(rows.map(({ name, ...depth }) => [name, depth]));
}
