import type { Database, Queryable } from './connection.ts';

/** What `fbrain-api doctor` asks of PostgreSQL. Reads only, but for one write that is taken back. */

export interface ServerFacts {
  clock: Date;
  fsync: boolean;
  fullPageWrites: boolean;
  synchronousCommit: string;
  /** Standbys that commits wait for, as configured; empty = none. */
  synchronousStandbys: string;
  /** Of these, how many follow now. */
  followingStandbys: number;
  maxConnections: number;
  usedConnections: number;
  /** Seconds since the oldest transaction began; null = none is open, or none that we may see. */
  oldestTransactionS: number | null;
  /** Its pid and application. */
  oldestTransaction: string | null;
  mayCreate: boolean;
  /** The user may do what the services do; null = there is no schema yet. */
  mayWork: boolean | null;
  databaseBytes: number;
}

export async function readServerFacts(sql: Queryable): Promise<ServerFacts> {
  const [row] = await sql<ServerFacts[]>`
    select clock_timestamp() as clock,
           current_setting('fsync')::boolean as fsync,
           current_setting('full_page_writes')::boolean as full_page_writes,
           current_setting('synchronous_commit') as synchronous_commit,
           current_setting('synchronous_standby_names') as synchronous_standbys,
           (select count(*) from pg_stat_replication where sync_state in ('sync', 'quorum')) as following_standbys,
           current_setting('max_connections')::integer - current_setting('superuser_reserved_connections')::integer as max_connections,
           (select count(*) from pg_stat_activity where backend_type = 'client backend') as used_connections,
           extract(epoch from clock_timestamp() - oldest.xact_start)::float8 as oldest_transaction_s,
           format('process %s, %s', oldest.pid, coalesce(nullif(oldest.application_name, ''), 'unnamed')) as oldest_transaction,
           has_database_privilege(current_database(), 'create') as may_create,
           (
             select has_schema_privilege(pg_namespace.oid, 'usage')
                and coalesce(bool_and(has_table_privilege(pg_class.oid, 'select, insert, update, delete')), false)
             from pg_namespace left join pg_class on relnamespace = pg_namespace.oid and relname in ('run', 'run_history', 'worker')
             where nspname = 'fbrain'
             group by pg_namespace.oid
           ) as may_work,
           pg_database_size(current_database()) as database_bytes
    from (select 1) as one
    left join lateral (
      select pid, xact_start, application_name
      from pg_stat_activity
      where xact_start is not null and backend_type = 'client backend' and pid <> pg_backend_pid()
      order by xact_start
      limit 1
    ) as oldest on true`;
  if (!row) throw new Error('PostgreSQL answered no row');
  return row;
}

class TakenBack extends Error {}

/** Writes some pages and takes them back: throws what keeps PostgreSQL from writing, such as a full disk. */
export async function tryToWrite(sql: Database): Promise<void> {
  const write = sql.begin(async (tx) => {
    await tx`create temporary table doctor on commit drop as select n, repeat(md5(n::text), 30) as text from generate_series(1, 1000) as n`;
    throw new TakenBack();
  });
  await write.catch((error: unknown) => {
    if (!(error instanceof TakenBack)) throw error;
  });
}

export interface WorkFacts {
  /** Days for which partitions are ready, from tomorrow on. */
  partitionDays: number;
  activeWorkers: number;
  hasLeader: boolean;
  /** Versions of the workers that live. */
  versions: string[];
  /** Queues with a run that has been ready for more than a minute, and no worker. */
  unservedQueues: string[];
  queued: number;
}

/** How the work goes. Needs the schema. */
export async function readWorkFacts(sql: Queryable): Promise<WorkFacts> {
  const [row] = await sql<WorkFacts[]>`
    with alive as (
      select * from fbrain.worker where state in ('active', 'draining') and lease_expires_at > now()
    )
    select (
             select count(*) from pg_inherits join pg_class on pg_class.oid = inhrelid
             where inhparent = 'fbrain.run_history'::regclass
               and relname > 'run_history_' || to_char(now() at time zone 'utc', 'YYYYMMDD')
               and relname ~ '^run_history_[0-9]{8}$'
           ) as partition_days,
           (select count(*) from alive where state = 'active') as active_workers,
           exists (select from alive where leader) as has_leader,
           array(select distinct version from alive order by 1) as versions,
           array(
             select name from fbrain.queue
             where not paused
               and not exists (
                 select from alive where state = 'active' and (queues = '{*}' or queue.name = any(queues))
               )
               and exists (
                 select from fbrain.run
                 where run.queue = queue.name and state = 'queued' and queued_at < now() - interval '1 minute'
               )
             order by name
           ) as unserved_queues,
           (select count(*) from (select from fbrain.run where state = 'queued' limit 100001) as ready) as queued`;
  if (!row) throw new Error('PostgreSQL answered no row');
  return row;
}

/** Short names of the keys that encrypted what is in the database: every column `sealed` holds them. */
export async function listKeysInUse(sql: Queryable): Promise<string[]> {
  const tables = await sql<{ name: string }[]>`
    select table_name as name from information_schema.columns
    where table_schema = 'fbrain' and column_name = 'sealed' order by 1`;
  const found = await Promise.all(
    tables.map(
      ({ name }) =>
        sql<{ key: string }[]>`select distinct split_part(sealed, '.', 2) as key from ${sql(`fbrain.${name}`)}`,
    ),
  );
  return [...new Set(found.flat().map(({ key }) => key))].sort();
}
