import type { Fragment, Queryable } from './connection.ts';

/**
 * Retention, one day of history at a time. A day is a partition of run_history, named like `20261122`, with those of
 * attempts and log lines; `default` is what fits into no day.
 */
export const REST = 'default';

/** The tables of a day. What fits into no day has attempts and lines anywhere. */
export const tablesOf = (sql: Queryable, day: string) => ({
  history: sql(`fbrain.run_history_${day}`),
  attempt: sql(day === REST ? 'fbrain.attempt' : `fbrain.attempt_${day}`),
  log: sql(day === REST ? 'fbrain.run_log' : `fbrain.run_log_${day}`),
});

/**
 * Days to look through at `now`, oldest first: those that ended at least the shortest retention ago and have not been
 * looked through, or hold runs that were not due then.
 */
export async function listDaysToSweep(sql: Queryable, now: Date): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    with shortest as (
      select min(keep_s) as s
      from (
        select keep_s from fbrain.retention
        union all select keep_s from fbrain.queue
        union all select keep_s from fbrain.task
      ) as rule
    ),
    day as (
      select substr(relname, length('run_history_') + 1) as name
      from pg_inherits join pg_class on pg_class.oid = inhrelid
      where inhparent = 'fbrain.run_history'::regclass
    )
    select day.name
    from day cross join shortest left join fbrain.retention_day as looked on looked.name = day.name
    where coalesce(
      look_at,
      case when s = 'Infinity' then 'infinity'
           when day.name = ${REST} then '-infinity'
           else (to_date(day.name, 'YYYYMMDD') + 1)::timestamp at time zone 'utc' + make_interval(secs => s) end
    ) <= ${now}
    order by day.name`;
  return rows.map(({ name }) => name);
}

/** Remembers when something in the day will be due. */
export async function noteDay(sql: Queryable, day: string, lookAt: Date): Promise<void> {
  await sql`
    insert into fbrain.retention_day (name, look_at) values (${day}, ${lookAt})
    on conflict (name) do update set look_at = excluded.look_at`;
}

/** The day is gone. */
export async function forgetDay(sql: Queryable, day: string): Promise<void> {
  await sql`delete from fbrain.retention_day where name = ${day}`;
}

/** The runs of a chunk with the end of their retention: a CTE named `judged`. */
export const judged = (sql: Queryable, { day, after, limit }: ChunkPlace): Fragment => sql`
  judged as materialized (
    select run.id, to_timestamp(least(
             extract(epoch from run.finished_at) + coalesce(task.keep_s, queue.keep_s, (select keep_s from fbrain.retention)),
             extract(epoch from timestamptz '9999-01-01')
           )) as due_at
    from (
      select id, task, queue, finished_at from ${tablesOf(sql, day).history}
      where id > ${after}
      order by id
      limit ${limit}
    ) as run
    left join fbrain.task on task.name = run.task
    left join fbrain.queue on queue.name = run.queue
  )`;

/** That a key is one of the chunk, so that only the chunk is read of tables far larger. */
export const inChunk = (sql: Queryable, { after }: ChunkPlace, key: 'id' | 'run_id'): Fragment => sql`
  ${sql(key)} > ${after} and ${sql(key)} <= (select id from judged order by id desc limit 1)`;

export interface ChunkPlace {
  day: string;
  /** The chunk begins after this id. */
  after: string;
  /** Rows of a chunk. */
  limit: number;
}

/** What a look at a chunk has found. */
export interface JudgedChunk {
  due: number;
  kept: number;
  /** Earliest end of a retention among those that stay; null = none stay. */
  nextDueAt: Date | null;
  /** Where the next chunk begins; null = this was the last one. */
  last: string | null;
}

/** Counts what is due at `now` in a chunk. */
export async function judgeChunk(sql: Queryable, place: ChunkPlace, now: Date): Promise<JudgedChunk> {
  const [row] = await sql<JudgedChunk[]>`
    with ${judged(sql, place)}
    ${chunkSummary(sql, place, now)}`;
  return row as JudgedChunk;
}

/** Removes what is due at `now` in a chunk, with its attempts and lines. */
export async function deleteDueOfChunk(sql: Queryable, place: ChunkPlace, now: Date): Promise<JudgedChunk> {
  const { history, attempt, log } = tablesOf(sql, place.day);
  const [row] = await sql<JudgedChunk[]>`
    with ${judged(sql, place)},
    gone as (
      delete from ${history}
      where ${inChunk(sql, place, 'id')} and id in (select id from judged where due_at <= ${now})
      returning id
    ),
    without_attempts as (
      delete from ${attempt} where ${inChunk(sql, place, 'run_id')} and run_id in (select id from gone)
    ),
    without_lines as (
      delete from ${log} where ${inChunk(sql, place, 'run_id')} and run_id in (select id from gone)
    )
    ${chunkSummary(sql, place, now)}`;
  return row as JudgedChunk;
}

/** What every statement about a chunk answers: a JudgedChunk. */
export const chunkSummary = (sql: Queryable, { limit }: ChunkPlace, now: Date): Fragment => sql`
  select count(*) filter (where due_at <= ${now}) as due,
         count(*) filter (where due_at > ${now}) as kept,
         min(due_at) filter (where due_at > ${now}) as next_due_at,
         case when count(*) = ${limit} then max(id::text) end as last
  from judged`;
