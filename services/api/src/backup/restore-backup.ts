import {
  dropSchemaSetAside,
  findRestoreFaults,
  hasSchema,
  KNOWN_SCHEMA,
  listConnected,
  listMissingRoles,
  prepareRestored,
  putSchemaBack,
  setSchemaAside,
} from '@fbrain/adapters/postgres/backup-store';
import { type Database, openDatabase } from '@fbrain/adapters/postgres/connection';
import { readServer, refuseOldServer } from '@fbrain/adapters/postgres/server-store';
import { type Manifest, type OpenBackup, openBackup } from './backup-file.ts';
import { type BackupOptions, verifyBackup } from './make-backup.ts';
import { findPgProgram, libpqEnvironment } from './pg-programs.ts';
import { PgFailure, writeToPg } from './run-pg.ts';

export interface RestoreOptions extends BackupOptions {
  path: string;
  /** Replaces what is there. */
  force: boolean;
}

export interface Restored {
  manifest: Manifest | null;
  /** This release has migrations that the backup lacks. */
  needsMigration: boolean;
  /** Roles that had rights, where these could not be restored; empty = they were. */
  missingRoles: string[];
}

/** The restore was not begun, or taken back; the message says why and what to do. */
export class RestoreRefused extends Error {
  override readonly name = 'RestoreRefused';
}

/**
 * Restores a backup, all or nothing: what was there before comes back if anything goes wrong.
 * @throws NoBackup, RestoreRefused, MissingProgram, PgFailure, and what the database says
 */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const backup = openBackup(options.path);
  const { manifest } = backup;
  if (manifest && manifest.breakingVersion > KNOWN_SCHEMA)
    throw new RestoreRefused(
      `The backup is of release ${manifest.version}, whose schema this one does not understand: restore it with that release.`,
    );
  const sql = openDatabase({
    url: options.databaseUrl,
    max: 1,
    applicationName: 'fbrain-restore',
    statementTimeoutMs: 0,
  });
  try {
    refuseOldServer(await readServer(sql));
    await verifyBackup(backup, options).catch(refuseDamaged(options.path));
    await refuseUnlessFree(sql, options.force);
    const missingRoles = await listMissingRoles(sql, manifest ?? { owner: '', grantees: [] });
    await replaceSchema(sql, () => restoreInto(sql, backup, options, missingRoles.length === 0));
    await prepareRestored(sql);
    return { manifest, missingRoles, needsMigration: manifest === null || manifest.schemaVersion < KNOWN_SCHEMA };
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** What a process asked for before it was stopped the server does to the end, and keeps its session until then. */
const LAST_STATEMENT_MS = 3_000;
const POLL_MS = 100;

const refuseDamaged =
  (path: string) =>
  (error: unknown): never => {
    if (!(error instanceof PgFailure)) throw error;
    throw new RestoreRefused(
      `${path} is damaged or was cut short, so nothing was changed: take another backup. (${error.message})`,
      { cause: error },
    );
  };

async function refuseUnlessFree(sql: Database, force: boolean): Promise<void> {
  let connected = await listConnected(sql);
  for (const endMs = performance.now() + LAST_STATEMENT_MS; connected.length > 0 && performance.now() < endMs; ) {
    await Bun.sleep(POLL_MS);
    connected = await listConnected(sql);
  }
  if (connected.length > 0)
    throw new RestoreRefused(
      `${connected.join(', ')} still work on this database: stop the API and all workers first.`,
    );
  if (!force && (await hasSchema(sql)))
    throw new RestoreRefused(
      'The database has a schema fbrain already: restore into an empty database, or replace what is there with --force.',
    );
}

/** Puts the present data aside until `restore` has worked. */
async function replaceSchema(sql: Database, restore: () => Promise<void>): Promise<void> {
  const had = await hasSchema(sql);
  if (had) await setSchemaAside(sql);
  try {
    await restore();
  } catch (error) {
    if (had) await putSchemaBack(sql);
    else await sql`drop schema if exists fbrain cascade`;
    if (!(error instanceof PgFailure || error instanceof RestoreRefused)) throw error;
    const left = had ? 'What was there before is back, unchanged.' : 'Nothing of it was kept.';
    throw new RestoreRefused(`The restore failed. ${left} ${error.message}`, { cause: error });
  }
  await dropSchemaSetAside(sql);
}

async function restoreInto(
  sql: Database,
  { manifest, archive }: OpenBackup,
  { databaseUrl, pgBin }: RestoreOptions,
  withGrants: boolean,
): Promise<void> {
  const pgRestore = findPgProgram('pg_restore', manifest?.pgDumpVersion ?? 0, pgBin);
  const env = libpqEnvironment(databaseUrl);
  const options = ['--no-owner', '--exit-on-error', '--single-transaction', ...(withGrants ? [] : ['--no-privileges'])];
  await writeToPg({ command: [pgRestore.path, ...options, `--dbname=${env.PGDATABASE}`], env }, archive());
  const faults = await findRestoreFaults(sql, manifest?.rows ?? null);
  if (faults.length > 0) throw new RestoreRefused(`What was restored is not what was backed up: ${faults.join('; ')}.`);
}
