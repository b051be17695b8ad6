import type { Database, Queryable } from './connection.ts';
import { MIGRATIONS } from './migrations.ts';

/** What `fbrain-api backup` and `restore` ask of the database. */

/** The state of the database that a backup holds. */
export interface Contents {
  serverVersionNumber: number;
  schemaVersion: number;
  breakingVersion: number;
  /** Rows by table, partitions one by one. */
  rows: Record<string, number>;
  owner: string;
  /** Roles besides the owner that were given rights, such as to call fbrain.enqueue. */
  grantees: string[];
}

/**
 * Calls `work` with a snapshot that pg_dump can use and what the database holds in it: both are of the same instant,
 * whatever is written meanwhile.
 */
export async function withSnapshot<T>(
  sql: Database,
  work: (snapshot: string, contents: Contents) => Promise<T>,
): Promise<T> {
  const result = await sql.begin('isolation level repeatable read read only', async (tx) => {
    const [row] = await tx<{ snapshot: string }[]>`select pg_export_snapshot() as snapshot`;
    // Wrapped, as an array of promises would be awaited by the driver.
    return { value: await work(row?.snapshot ?? '', await readContents(tx)) };
  });
  return result.value as T;
}

/** Counts every table: seconds for ten million rows. */
export async function readContents(sql: Queryable): Promise<Contents> {
  const [version] = await sql<Omit<Contents, 'rows' | 'grantees'>[]>`
    select current_setting('server_version_num')::integer as server_version_number,
           (select pg_get_userbyid(nspowner) from pg_namespace where nspname = 'fbrain') as owner,
           max(version) as schema_version,
           coalesce(max(version) filter (where breaking), 0) as breaking_version
    from fbrain.migration`;
  if (!version) throw new Error('fbrain.migration has no rows');
  const tables = await sql<{ name: string }[]>`
    select relname as name from pg_class
    where relnamespace = 'fbrain'::regnamespace and relkind = 'r'
    order by 1`;
  const rows: Record<string, number> = {};
  for (const { name } of tables) {
    const [counted] = await sql<{ count: number }[]>`select count(*) as count from ${sql(`fbrain.${name}`)}`;
    rows[name] = counted?.count ?? 0;
  }
  return { ...version, rows, grantees: await listGrantees(sql) };
}

async function listGrantees(sql: Queryable): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    with granted as (
      select nspowner as owner, nspacl as acl from pg_namespace where nspname = 'fbrain'
      union all select relowner, relacl from pg_class where relnamespace = 'fbrain'::regnamespace
      union all select proowner, proacl from pg_proc where pronamespace = 'fbrain'::regnamespace
    )
    select distinct rolname as name
    from granted cross join lateral aclexplode(acl) join pg_roles on pg_roles.oid = grantee
    where grantee <> owner
    order by 1`;
  return rows.map(({ name }) => name);
}

/** Roles of a backup that this server does not have, or that are somebody else here: rights cannot be restored then. */
export async function listMissingRoles(
  sql: Queryable,
  { owner, grantees }: Pick<Contents, 'owner' | 'grantees'>,
): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select name from unnest(${grantees}::text[]) as name
    where name not in (select rolname from pg_roles) or ${owner} <> current_user
    order by 1`;
  return rows.map(({ name }) => name);
}

/** Processes of F_BRAIN that are connected, by their names. */
export async function listConnected(sql: Queryable): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select distinct application_name as name from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()
      and (application_name = 'fbrain-api' or application_name like 'fbrain-worker%')
    order by 1`;
  return rows.map(({ name }) => name);
}

const SET_ASIDE = 'fbrain_before_restore';

export async function hasSchema(sql: Queryable): Promise<boolean> {
  const [row] = await sql`select from pg_namespace where nspname = 'fbrain'`;
  return row !== undefined;
}

/** Keeps the present data under another name until the restore has worked. */
export async function setSchemaAside(sql: Queryable): Promise<void> {
  await sql`drop schema if exists ${sql(SET_ASIDE)} cascade`;
  await sql`alter schema fbrain rename to ${sql(SET_ASIDE)}`;
}

export async function putSchemaBack(sql: Database): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`drop schema if exists fbrain cascade`;
    await tx`alter schema ${tx(SET_ASIDE)} rename to fbrain`;
  });
}

export async function dropSchemaSetAside(sql: Queryable): Promise<void> {
  await sql`drop schema if exists ${sql(SET_ASIDE)} cascade`;
}

/** What is wrong with restored data, in words; `rows` are those of the backup, null = unknown. */
export async function findRestoreFaults(sql: Queryable, rows: Contents['rows'] | null): Promise<string[]> {
  const restored = await readContents(sql);
  const counts = Object.entries(rows ?? {}).flatMap(([table, count]) =>
    restored.rows[table] === count ? [] : [`${table} has ${restored.rows[table] ?? 'no'} rows, the backup ${count}`],
  );
  const broken = await sql<{ name: string }[]>`
    select conname as name from pg_constraint where connamespace = 'fbrain'::regnamespace and not convalidated`;
  const [twice] = await sql<{ count: number }[]>`
    select count(*) as count from fbrain.run join fbrain.run_history using (id)`;
  return [
    ...counts,
    ...broken.map(({ name }) => `the constraint ${name} does not hold`),
    ...(twice && twice.count > 0 ? [`${twice.count} runs are both unfinished and finished`] : []),
  ];
}

/** What the planner and the next days need after a restore. */
export async function prepareRestored(sql: Queryable): Promise<void> {
  await sql`
    select fbrain.ensure_partitions('run_history', 'id', 7),
           fbrain.ensure_partitions('attempt', 'run_id', 7),
           fbrain.ensure_partitions('run_log', 'run_id', 7)`;
  const tables = await sql<{ name: string }[]>`
    select relname as name from pg_class where relnamespace = 'fbrain'::regnamespace and relkind in ('r', 'p')`;
  for (const { name } of tables) await sql`analyze ${sql(`fbrain.${name}`)}`;
}

/** The newest migration this release knows. */
export const KNOWN_SCHEMA = Math.max(...MIGRATIONS.map(({ version }) => version));
