import { type Contents, hasSchema, withSnapshot } from '@fbrain/adapters/postgres/backup-store';
import { openDatabase } from '@fbrain/adapters/postgres/connection';
import { version } from '../../package.json' with { type: 'json' };
import { FORMAT, type Manifest, type OpenBackup, toHeader } from './backup-file.ts';
import { findPgProgram, libpqEnvironment } from './pg-programs.ts';
import { PgFailure, readFromPg, writeToPg } from './run-pg.ts';

export interface BackupOptions {
  databaseUrl: string;
  /** Folder of pg_dump and pg_restore; found by itself otherwise. */
  pgBin: string | undefined;
}

/** What takes the backup is full, gone or closed; the message says which. */
export class BackupUnwritable extends Error {
  override readonly name = 'BackupUnwritable';
}

type Write = (chunk: Uint8Array) => Promise<void> | void;

/**
 * Dumps the schema fbrain as it is at one instant, while work goes on, and writes the backup piece by piece.
 * @throws MissingProgram, PgFailure, and what the database says
 */
export async function makeBackup({ databaseUrl, pgBin }: BackupOptions, write: Write): Promise<Manifest> {
  const sql = openDatabase({ url: databaseUrl, max: 1, applicationName: 'fbrain-backup', statementTimeoutMs: 0 });
  try {
    if (!(await hasSchema(sql)))
      throw new PgFailure('The database of DATABASE_URL has no schema fbrain: there is nothing to back up.');
    return await withSnapshot(sql, async (snapshot, contents) => {
      const pgDump = findPgProgram('pg_dump', majorOf(contents), pgBin);
      const manifest: Manifest = {
        format: FORMAT,
        version,
        createdAt: new Date().toISOString(),
        pgDumpVersion: pgDump.major,
        ...contents,
      };
      await write(Buffer.from(toHeader(manifest)));
      const command = [pgDump.path, '--format=custom', '--schema=fbrain', '--no-owner', `--snapshot=${snapshot}`];
      await readFromPg({ command, env: libpqEnvironment(databaseUrl) }, write);
      return manifest;
    });
  } finally {
    await sql.end({ timeout: 1 });
  }
}

const majorOf = ({ serverVersionNumber }: Contents): number => Math.floor(serverVersionNumber / 10_000);

/** Reads a whole backup as a restore would: throws PgFailure unless every table of its first line is in it. */
export async function verifyBackup(
  { manifest, archive }: OpenBackup,
  { databaseUrl, pgBin }: BackupOptions,
): Promise<void> {
  const { path } = findPgProgram('pg_restore', manifest?.pgDumpVersion ?? 0, pgBin);
  const env = libpqEnvironment(databaseUrl);
  const list = await writeToPg({ command: [path, '--list'], env }, archive());
  const listed = new Set([...list.matchAll(/ TABLE DATA fbrain (\S+) /g)].map(([, table]) => table));
  const missing = Object.keys(manifest?.rows ?? {}).filter((table) => !listed.has(table));
  if (missing.length > 0) throw new PgFailure(`The backup lacks the data of ${missing.join(', ')}.`);
  await writeToPg({ command: [path, '--file=/dev/null'], env }, archive());
}
