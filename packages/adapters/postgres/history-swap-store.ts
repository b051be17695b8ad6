import type { Database, Queryable } from './connection.ts';
import { type ChunkPlace, chunkSummary, inChunk, type JudgedChunk, judged, tablesOf } from './history-day-store.ts';

/**
 * Replaces the partitions of a day by copies of what stays, or by nothing: that gives the disk back, which deleting rows
 * does not (docs/decisions/0011-history-days-are-replaced.md). Readers and writers wait for the swap alone.
 */

/** Any fixed number will do: it only has to differ from other advisory locks of this database. */
const DELETION_LOCK = 7_261_005;
/** Everybody who ends a run waits as long as the swap waits for its locks. */
const LOCK_TIMEOUT_MS = 200;
/** The suffix of the copies. */
const NEXT = '_next';

type Session = Awaited<ReturnType<Database['reserve']>>;

const PARENTS = [
  { table: 'run_history', key: 'id' },
  { table: 'attempt', key: 'run_id' },
  { table: 'run_log', key: 'run_id' },
] as const;

/** Longer than a swap takes, far shorter than a statement may. */
const DELETION_WAIT = '1s';

/**
 * What deletes runs of the history says so first, in the same transaction: a copy must not bring them back.
 * @throws lock_not_available while a day is being copied
 */
export async function shareDeletions(tx: Queryable): Promise<void> {
  await tx`select set_config('lock_timeout', ${DELETION_WAIT}, true)`;
  await tx`select pg_advisory_xact_lock_shared(${DELETION_LOCK})`;
}

/**
 * Keeps others from deleting runs until `release`. Null = somebody is at it, such as a bulk action or another leader.
 * The lock goes with its connection: then the session answers nothing any more, so that no swap follows.
 */
export async function lockDeletions(sql: Database): Promise<{ session: Session; release(): Promise<void> } | null> {
  const session = await sql.reserve();
  const release = async () => {
    await session`select pg_advisory_unlock(${DELETION_LOCK})`.catch(() => {});
    session.release();
  };
  try {
    const [row] = await session<{ isLocked: boolean }[]>`select pg_try_advisory_lock(${DELETION_LOCK}) as is_locked`;
    if (row?.isLocked) return { session, release };
  } catch (error) {
    // It may have been locked though the answer did not come.
    await release();
    throw error;
  }
  session.release();
  return null;
}

/** Unfinished runs that were created on the day, at most `limit`: they may still write to its partitions. */
export async function listUnfinishedOfDay(sql: Queryable, day: string, limit: number): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from fbrain.run
    where id >= fbrain.uuid_floor(to_date(${day}, 'YYYYMMDD')::timestamp at time zone 'utc')
      and id < fbrain.uuid_floor((to_date(${day}, 'YYYYMMDD') + 1)::timestamp at time zone 'utc')
    limit ${limit}`;
  return rows.map(({ id }) => id);
}

/** Makes the empty copies. What an interrupted try left is cleared away. */
export async function makeCopies(sql: Queryable, day: string): Promise<void> {
  for (const { table } of PARENTS) await sql`select fbrain.make_day_copy(${table}, ${day})`;
}

/** Copies what stays of a chunk. */
export async function copyChunk(sql: Queryable, place: ChunkPlace, now: Date): Promise<JudgedChunk> {
  const from = tablesOf(sql, place.day);
  const to = tablesOf(sql, `${place.day}${NEXT}`);
  const [row] = await sql<JudgedChunk[]>`
    with ${judged(sql, place)},
    stays as (select id from judged where due_at > ${now}),
    runs as (
      insert into ${to.history} select * from ${from.history}
      where ${inChunk(sql, place, 'id')} and id in (select id from stays)
    ),
    attempts as (
      insert into ${to.attempt} select * from ${from.attempt}
      where ${inChunk(sql, place, 'run_id')} and run_id in (select id from stays)
    ),
    lines as (
      insert into ${to.log} select * from ${from.log}
      where ${inChunk(sql, place, 'run_id')} and run_id in (select id from stays)
    )
    ${chunkSummary(sql, place, now)}`;
  return row as JudgedChunk;
}

/**
 * Puts the copies in the place of the partitions; without a row in them, puts nothing there and answers false.
 * `unfinished` are the runs that may have written to the day since before the first chunk was looked at.
 * @throws lock_not_available: somebody reads or writes; try again
 */
export async function swapDay(session: Session, day: string, unfinished: readonly string[]): Promise<boolean> {
  const sql = session as unknown as Queryable;
  const parents = PARENTS.map(({ table }) => `fbrain.${table}`).join(', ');
  try {
    await session
      .unsafe(`begin; set local lock_timeout = ${LOCK_TIMEOUT_MS}; lock table ${parents} in access exclusive mode`)
      .simple();
    for (const { table, key } of PARENTS) {
      const [old, copy] = [sql(`fbrain.${table}_${day}`), sql(`fbrain.${table}_${day}${NEXT}`)];
      await session`
        insert into ${copy} select * from ${old} where ${sql(key)} = any(${unfinished as string[]}::uuid[])
        on conflict do nothing`;
    }
    const isEmpty = await areCopiesEmpty(sql, day);
    for (const { table } of PARENTS) await session`select fbrain.put_day_copy(${table}, ${day}, ${isEmpty})`;
    await session`commit`;
    return !isEmpty;
  } catch (error) {
    await session`rollback`.catch(() => {});
    throw error;
  }
}

async function areCopiesEmpty(sql: Queryable, day: string): Promise<boolean> {
  const { history, attempt, log } = tablesOf(sql, `${day}${NEXT}`);
  const [row] = await sql<{ isEmpty: boolean }[]>`
    select not exists (select from ${history}) and not exists (select from ${attempt}) and not exists (select from ${log}) as is_empty`;
  return row?.isEmpty ?? false;
}
