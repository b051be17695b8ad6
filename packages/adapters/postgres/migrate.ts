import type { Database } from './connection.ts';
import { isKeyBusy } from './errors.ts';
import { LATEST_VERSION, MIGRATIONS, type Migration } from './migrations.ts';
import { readServer, refuseOldServer } from './server-store.ts';

/** Any fixed number will do: it only has to differ from other advisory locks of this database. */
const MIGRATION_LOCK = 7_261_001;
/** Everything that runs waits as long as a migration waits for its lock: half a second is a hiccup, not an outage. */
const LOCK_TIMEOUT_MS = 500;
const LOCK_PAUSE_MS = 500;
/** Together some two minutes; then a query that never ends must be looked for. */
const LOCK_ATTEMPTS = 120;

type ReservedSql = Awaited<ReturnType<Database['reserve']>>;

export interface SchemaStatus {
  /** Latest migration the database has, 0 before the first. */
  version: number;
  /** Latest breaking migration the database has. */
  breakingVersion: number;
  /** What this process knows. */
  latestVersion: number;
}

/** Why this process cannot run on the schema it found. */
export class SchemaMismatch extends Error {
  override readonly name = 'SchemaMismatch';
}

/**
 * Brings the schema up to this process's version. Several processes may call it at once: an advisory lock lets one
 * work while the others wait. Each migration commits on its own, its row with it. Returns the names of those applied.
 * The release before goes on working meanwhile: a migration never waits long for a lock, as all others would wait behind it.
 * @throws SchemaMismatch when the database is newer than this process understands.
 */
export async function migrate(sql: Database, migrations: readonly Migration[] = MIGRATIONS): Promise<string[]> {
  refuseOldServer(await readServer(sql));
  const connection = await sql.reserve();
  try {
    await connection`select pg_advisory_lock(${MIGRATION_LOCK})`;
    await connection`create schema if not exists fbrain`;
    await connection`
      create table if not exists fbrain.migration (
        version integer primary key,
        name text not null,
        breaking boolean not null,
        applied_at timestamptz not null default now()
      )`;
    const status = await schemaStatus(connection as unknown as Database);
    refuseNewerSchema(status);
    const applied: string[] = [];
    for (const migration of pendingMigrations(status, migrations)) {
      await applyWhenFree(connection, migration);
      applied.push(migration.name);
    }
    return applied;
  } finally {
    await connection`select pg_advisory_unlock(${MIGRATION_LOCK})`.catch(() => {});
    connection.release();
  }
}

/** What a database of that status lacks, in order. */
export const pendingMigrations = (
  { version: has }: Pick<SchemaStatus, 'version'>,
  migrations: readonly Migration[] = MIGRATIONS,
): Migration[] => migrations.filter(({ version }) => version > has);

/** Tries again while runs that flow, or a long query, hold what the migration needs. */
async function applyWhenFree(connection: ReservedSql, migration: Migration): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await apply(connection, migration);
    } catch (error) {
      // A failed statement leaves the transaction open; without one, rollback only warns.
      await connection`rollback`.catch(() => {});
      if (!isKeyBusy(error) || attempt === LOCK_ATTEMPTS) throw error;
      await Bun.sleep(LOCK_PAUSE_MS);
    }
  }
}

async function apply(connection: ReservedSql, migration: Migration): Promise<void> {
  await connection`begin`;
  await connection.unsafe(`set local statement_timeout = 0; set local lock_timeout = ${LOCK_TIMEOUT_MS}`).simple();
  await connection`
    insert into fbrain.migration (version, name, breaking)
    values (${migration.version}, ${migration.name}, ${migration.isBreaking})`;
  await connection.unsafe(migration.sql).simple();
  await connection`commit`;
}

/** Reads which migrations the database has. A database without our schema has version 0. */
export async function schemaStatus(sql: Database): Promise<SchemaStatus> {
  const [table] = await sql`select to_regclass('fbrain.migration') is not null as exists`;
  if (!table?.exists) return { version: 0, breakingVersion: 0, latestVersion: LATEST_VERSION };
  const [row] = await sql<{ version: number; breakingVersion: number }[]>`
    select coalesce(max(version), 0) as version,
           coalesce(max(version) filter (where breaking), 0) as breaking_version
    from fbrain.migration`;
  return { version: row?.version ?? 0, breakingVersion: row?.breakingVersion ?? 0, latestVersion: LATEST_VERSION };
}

/** Throws SchemaMismatch when a migration that this process does not know forbids it to run. */
export function refuseNewerSchema(status: SchemaStatus): void {
  if (status.breakingVersion <= status.latestVersion) return;
  throw new SchemaMismatch(
    `The database has migration ${status.breakingVersion}, which this release (up to ${status.latestVersion}) does not understand. Install the newer release.`,
  );
}
