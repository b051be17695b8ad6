import type { LimitUse } from '@fbrain/core/queue/admit-runs';
import type { RateBucket } from '@fbrain/core/task/rate-bucket';
import type { RateLimit } from '@fbrain/core/task/rate-limit';
import type { Queryable } from './connection.ts';

/**
 * Limits by name, such as `rate:report.build/eu` or `queue-concurrency:reports`: the kind, then the task with the value
 * of its key, or the queue. The view `fbrain.run_limit` says against which ones a run counts; how they are decided is
 * in core (queue/admit-runs.ts).
 */

/** Namespace of the advisory locks below; any fixed number will do. */
const LOCK_SPACE = 7_261_003;

/** A released run that nobody claimed within this time takes no room any more: its queue may be paused. */
const PROMISED_FOR_S = 1;

/**
 * Locks the limits of the runs `ids` until the end of the transaction and answers their names. Everybody locks in the
 * same order, that of the hashes, as two names may share one: two claims cannot wait for each other.
 */
export async function lockLimits(tx: Queryable, ids: readonly string[]): Promise<string[]> {
  const rows = await tx<{ name: string }[]>`
    select name, pg_advisory_xact_lock(${LOCK_SPACE}, hash)
    from (
      select distinct hashtext(name) as hash, name
      from fbrain.run_limit where run_id = any(${ids as string[]}::uuid[])
      order by hash, name
    ) as wanted`;
  return rows.map(({ name }) => name);
}

/** What is left of limits, and the instant of that by the database's clock: the only one that counts. */
export interface LimitsNow {
  uses: LimitUse[];
  nowUs: number;
}

interface UseRow {
  name: string;
  max: number | null;
  rate: RateLimit | null;
  running: number;
  pending: number;
  fullAtUs: number | null;
  intervalUs: number;
  burst: number;
  firstId: string | null;
  firstBand: number;
  firstRank: number;
}

/**
 * Reads limits and what is taken of them: exact if they are locked, as the statement sees all that was committed before
 * the locks were granted. What runs in a queue is counted through the workers that hold it: an index for it would
 * cost every run.
 */
export async function readLimits(sql: Queryable, names: readonly string[]): Promise<LimitsNow> {
  const rows = await sql<(UseRow & { nowUs: number })[] | { nowUs: number; name: null }[]>`
    with wanted as (
      select name, split_part(name, ':', 1) as limited, substr(name, strpos(name, ':') + 1) as key
      from unnest(${names as string[]}::text[]) as name
    ),
    held as materialized (
      select held_run.queue, count(*) as running
      from fbrain.worker
      cross join lateral (
        select queue from fbrain.run where worker_id = worker.id and state = 'running' offset 0
      ) as held_run
      where exists (select from wanted where limited = 'queue-concurrency')
      group by held_run.queue
    )
    select clock.now_us, wanted.name,
           case limited
             when 'concurrency' then (task.concurrency ->> 'limit')::integer
             when 'queue-concurrency' then queue.concurrency
           end as max,
           case limited when 'rate' then task.rate when 'queue-rate' then queue.rate end as rate,
           case limited
             when 'concurrency' then (
               select count(*) from fbrain.run where concurrency_key = wanted.key and state = 'running'
             )
             when 'queue-concurrency' then coalesce((select running from held where queue = wanted.key), 0)
             else 0
           end::integer as running,
           (
             select count(*)::integer from fbrain.run
             where blocked_by = wanted.name and state = 'queued'
               and queued_at > now() - make_interval(secs => ${PROMISED_FOR_S})
           ) as pending,
           (extract(epoch from bucket.full_at) * 1000000)::bigint as full_at_us, bucket.interval_us, bucket.burst,
           first_run.id as first_id, first_run.band as first_band, first_run.rank as first_rank
    from (select (extract(epoch from clock_timestamp()) * 1000000)::bigint as now_us offset 0) as clock
    left join wanted on true
    -- No task's name has a slash.
    left join fbrain.task on limited in ('concurrency', 'rate') and task.name = split_part(wanted.key, '/', 1)
    left join fbrain.queue on limited in ('queue-concurrency', 'queue-rate') and queue.name = wanted.key
    left join fbrain.rate_bucket as bucket on bucket.name = wanted.name
    left join lateral (
      select id, band, rank from fbrain.run
      where blocked_by = wanted.name and state = 'blocked'
      order by band, rank desc, id
      limit 1
    ) as first_run on true`;
  const uses = rows.flatMap((row) => (row.name === null ? [] : [toLimitUse(row)]));
  return { uses, nowUs: rows[0]?.nowUs ?? Number.NaN };
}

const toLimitUse = ({ fullAtUs, intervalUs, burst, firstId, firstBand, firstRank, ...row }: UseRow): LimitUse => ({
  name: row.name,
  max: row.max,
  running: row.running,
  rate: row.rate,
  bucket: fullAtUs === null ? null : { fullAtUs, intervalUs, burst },
  pending: row.pending,
  firstBlocked: firstId === null ? null : { id: firstId, band: firstBand, rank: firstRank },
});

/** An instant in microseconds as PostgreSQL has it, exactly: a timestamptz is a whole number of them. */
export const instantOfUs = (sql: Queryable, column: string) =>
  sql`timestamptz 'epoch' + ${sql.unsafe(column)} * interval '1 microsecond'`;

/** Part of a statement: keeps the buckets from which tokens were taken. */
export const keepBuckets = (sql: Queryable, buckets: readonly { name: string; bucket: RateBucket }[]) => sql`
  insert into fbrain.rate_bucket (name, full_at, interval_us, burst, free_at)
  select name, ${instantOfUs(sql, 'full_at_us')}, interval_us, burst,
         ${instantOfUs(sql, '(full_at_us - (burst - 1) * interval_us)')}
  from json_to_recordset(${JSON.stringify(
    buckets.map(({ name, bucket }) => ({
      name,
      full_at_us: bucket.fullAtUs,
      interval_us: bucket.intervalUs,
      burst: bucket.burst,
    })),
  )}::text::json) as b(name text, full_at_us bigint, interval_us bigint, burst integer)
  on conflict (name) do update
  set full_at = excluded.full_at, interval_us = excluded.interval_us, burst = excluded.burst,
      free_at = excluded.free_at`;

/** Has blocked runs looked at anew: limits of these names have changed, so when their next token comes is open. */
export async function forgetTokenTimes(sql: Queryable, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  // The name without its key.
  await sql`
    update fbrain.rate_bucket set free_at = '-infinity'
    where split_part(name, '/', 1) = any(${names as string[]}::text[])`;
}

/** Forgets buckets that have been full for a while. */
export async function pruneBuckets(sql: Queryable): Promise<void> {
  await sql`delete from fbrain.rate_bucket where full_at < now() - interval '1 hour'`;
}
