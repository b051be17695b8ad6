import type { ReadyHint } from '@fbrain/core/transport/transport';
import type { Database, Queryable } from './connection.ts';

/**
 * Concurrency limits. Runs that count against one carry its name in `concurrency_key`. Who claims such runs first locks
 * the names, then counts what runs under each: the count is exact however many workers claim at once (G7). Runs that do
 * not fit become `blocked`, which takes them out of the way until one of their neighbours ends.
 */

/** Namespace of the advisory locks below; any fixed number will do. */
const LOCK_SPACE = 7_261_003;

/**
 * Blocks those of the ready runs `ids` that do not fit under their limits now, and answers the others: they may be
 * claimed in the same transaction, whose end releases the locks.
 */
export async function takeRoom(tx: Queryable, ids: readonly string[]): Promise<string[]> {
  await tx`
    select pg_advisory_xact_lock(${LOCK_SPACE}, hashtext(name))
    from (
      select distinct concurrency_key as name from fbrain.run
      where id = any(${ids as string[]}::uuid[]) and concurrency_key is not null
      -- Everybody locks in the same order: two claims cannot wait for each other.
      order by name
    ) as names`;
  // A new statement sees what was committed before the locks were granted.
  const rows = await tx<{ id: string }[]>`
    with wanted as (
      select r.id, r.concurrency_key,
             row_number() over (partition by r.concurrency_key order by r.band, r.rank desc, r.id) as place,
             (task.concurrency ->> 'limit')::integer - (
               select count(*) from fbrain.run other
               where other.concurrency_key = r.concurrency_key and other.state = 'running'
             ) as room
      from fbrain.run r
      join fbrain.task on task.name = r.task
      where r.id = any(${ids as string[]}::uuid[]) and r.state = 'queued'
    ),
    blocked as (
      update fbrain.run
      set state = 'blocked'
      from wanted
      where run.id = wanted.id and run.state = 'queued' and wanted.concurrency_key is not null and wanted.place > wanted.room
      returning run.id
    )
    select id from wanted where concurrency_key is null or room is null or place <= room`;
  return rows.map((row) => row.id);
}

/** Ready runs of limited tasks in the order in which they are to start, for a claim that brings no ids of its own. */
export async function listLimitedReady(
  sql: Database,
  queues: readonly string[],
  tasks: readonly string[],
  limit: number,
): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from fbrain.run
    where state = 'queued' and queue = any(${queues as string[]}::text[]) and task = any(${tasks as string[]}::text[])
    order by band, rank desc, id
    limit ${limit}`;
  return rows.map((row) => row.id);
}

/** A run that is ready again. */
export interface ReleasedRun extends ReadyHint {
  task: string;
  attempt: number;
}

/**
 * Makes blocked runs ready where their limits have room again: those of `names`, or of all. One too many does no harm,
 * as the claim counts again; one too few is found by the dispatcher within a second.
 */
export async function releaseBlocked(
  sql: Database,
  names: readonly string[] | 'all',
  limit: number,
): Promise<ReleasedRun[]> {
  const isWanted = names === 'all' ? sql`true` : sql`concurrency_key = any(${names as string[]}::text[])`;
  return await sql<ReleasedRun[]>`
    with waiting as (
      select run.id, row_number() over (partition by concurrency_key order by band, rank desc, id) as place,
             (task.concurrency ->> 'limit')::integer - (
               select count(*) from fbrain.run other
               where other.concurrency_key = run.concurrency_key and other.state in ('running', 'queued')
             ) as room
      from fbrain.run join fbrain.task on task.name = run.task
      where run.state = 'blocked' and concurrency_key is not null and ${isWanted}
    ),
    released as (select id from waiting where room is null or place <= room limit ${limit})
    update fbrain.run
    set state = 'queued', queued_at = now()
    from released
    where run.id = released.id and run.state = 'blocked'
    returning run.id as run_id, run.task, run.queue, run.band, run.attempt`;
}
