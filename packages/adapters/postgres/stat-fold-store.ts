import type { Queryable } from './connection.ts';

/** Rows of the tally in one statement: whatever gathered while nobody led, none comes near the limit of 10 s. */
const FOLDED_AT_ONCE = 20_000;

/** Adds what was tallied to the statistics and the groups of errors. A resolved group that fails again is open again. */
export async function foldTallies(sql: Queryable, atOnce = FOLDED_AT_ONCE): Promise<void> {
  while ((await foldSome(sql, atOnce)) === atOnce);
}

/** In one statement: what it takes out of the tally is exactly what it adds, so two leaders at once do no harm. */
async function foldSome(sql: Queryable, limit: number): Promise<number> {
  const [row] = await sql<{ taken: number }[]>`
    with taken as (
      delete from fbrain.run_tally
      where ctid = any(array(select ctid from fbrain.run_tally limit ${limit}))
      returning *
    ),
    counted as (
      insert into fbrain.run_stat as stat (at, task, queue, state, bucket, runs, duration_ms, wait_ms)
      select date_bin('1 minute', ended_at, 'epoch') as at, task, queue, state, coalesce(bucket, -1),
             sum(runs), sum(duration_ms), sum(wait_ms)
      from taken
      group by 1, 2, 3, 4, 5
      union all
      select started_at, task, queue, 'started', -1, sum(runs), 0, 0
      from taken
      where started_at is not null
      group by 1, 2, 3
      -- In one order, so that two never wait for each other.
      order by 1, 2, 3, 4, 5
      on conflict (at, task, queue, state, bucket) do update
      set runs = stat.runs + excluded.runs, duration_ms = stat.duration_ms + excluded.duration_ms,
          wait_ms = stat.wait_ms + excluded.wait_ms
    ),
    failed as (
      select fingerprint, min(task) as task, (array_agg(error))[1] as error, min(ended_at) as first_at,
             max(ended_at) as last_at, sum(runs) as attempts, coalesce(sum(runs) filter (where state = 'failed'), 0) as runs,
             (array_agg(run_id order by ended_at desc))[1] as last_run_id
      from taken
      where fingerprint is not null
      group by fingerprint
    ),
    grouped as (
      insert into fbrain.error_group as known (
        fingerprint, task, error, first_seen_at, last_seen_at, attempts, runs, last_run_id
      )
      select fingerprint, task, error, first_at, last_at, attempts, runs, last_run_id from failed
      order by fingerprint
      on conflict (fingerprint) do update
      set attempts = known.attempts + excluded.attempts, runs = known.runs + excluded.runs,
          last_seen_at = greatest(known.last_seen_at, excluded.last_seen_at), last_run_id = excluded.last_run_id,
          state = case when ${isRegression(sql)} then 'open' else known.state end,
          state_changed_at = case when ${isRegression(sql)} then now() else known.state_changed_at end,
          regressed_at = case when ${isRegression(sql)} then excluded.last_seen_at else known.regressed_at end
      returning fingerprint
    ),
    by_hour as (
      insert into fbrain.error_stat as stat (fingerprint, at, attempts)
      select fingerprint, date_bin('1 hour', ended_at, 'epoch'), sum(runs)
      from taken join grouped using (fingerprint)
      group by 1, 2
      order by 1, 2
      on conflict (fingerprint, at) do update set attempts = stat.attempts + excluded.attempts
    )
    select count(*) as taken from taken`;
  return row?.taken ?? 0;
}

/** What failed before somebody said "resolved" does not speak against it. */
const isRegression = (sql: Queryable) =>
  sql`known.state = 'resolved' and excluded.last_seen_at > known.state_changed_at`;

/** Minutes older than this become hours. Charts of a day show minutes, longer ones hours. */
const MINUTE_DAYS = 2;
/** Hours are kept for as long as anybody compares with. */
const STAT_DAYS = 400;
/** Groups that nobody has decided about, and whose runs are long gone. What somebody decided is kept. */
const ERROR_DAYS = 90;
const ERROR_STAT_DAYS = 30;

/** Turns old minutes into hours and forgets what is very old. */
export async function compactStats(sql: Queryable): Promise<void> {
  await sql`
    with old as (
      delete from fbrain.run_stat
      where at < date_bin('1 hour', now() - make_interval(days => ${MINUTE_DAYS}), 'epoch')
        and at <> date_bin('1 hour', at, 'epoch')
      returning *
    )
    insert into fbrain.run_stat as stat (at, task, queue, state, bucket, runs, duration_ms, wait_ms)
    select date_bin('1 hour', at, 'epoch'), task, queue, state, bucket, sum(runs), sum(duration_ms), sum(wait_ms)
    from old
    group by 1, 2, 3, 4, 5
    order by 1, 2, 3, 4, 5
    on conflict (at, task, queue, state, bucket) do update
    set runs = stat.runs + excluded.runs, duration_ms = stat.duration_ms + excluded.duration_ms,
        wait_ms = stat.wait_ms + excluded.wait_ms`;
  await sql`delete from fbrain.run_stat where at < now() - make_interval(days => ${STAT_DAYS})`;
  await sql`delete from fbrain.error_stat where at < now() - make_interval(days => ${ERROR_STAT_DAYS})`;
  await sql`
    delete from fbrain.error_group where state = 'open' and last_seen_at < now() - make_interval(days => ${ERROR_DAYS})`;
}
