import { chmodSync, closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { Manifest } from '../backup/backup-file.ts';
import { openBackup } from '../backup/backup-file.ts';
import { type BackupOptions, BackupUnwritable, makeBackup, verifyBackup } from '../backup/make-backup.ts';
import { readMigrateConfig } from '../config.ts';
import { type Command, fail, print, readArguments, UsageError } from './command.ts';

export const backupCommand: Command = {
  name: 'backup',
  summary: 'Write everything F_BRAIN keeps to one file, while work goes on.',
  usage: 'FILE | --stdout  [--force] [--pg-bin DIR]',
  help: `Writes the schema fbrain, as it is at one instant, to FILE, and reads it back before it says that it is done. Only its
owner can read the file: it holds inputs and outputs. Secrets in it are encrypted: keep SECRET_KEY too, elsewhere. Needs
MIGRATION_DATABASE_URL or DATABASE_URL, and pg_dump and pg_restore that are no older than the server.

  --stdout      Write to the standard output instead, for example into another program. Nothing is read back then.
  --force       Replace FILE if it is there.
  --pg-bin DIR  Folder of pg_dump and pg_restore.`,
  async run(args) {
    const { values, positionals } = readArguments(args, FLAGS, 1);
    const [file] = positionals;
    if ((file === undefined) === (values.stdout !== true)) throw new UsageError('needs either a file or --stdout');
    const { databaseUrl, migrationDatabaseUrl = databaseUrl } = readMigrateConfig();
    const options = { databaseUrl: migrationDatabaseUrl, pgBin: values['pg-bin'] };
    if (file === undefined) return await backupToStdout(options);
    if (existsSync(file) && values.force !== true)
      return fail(`${file} is there already: choose another name, or replace it with --force.`);
    const manifest = await backupToFile(file, options);
    print(`Backed up ${describe(manifest)} to ${file}, and read it back.`);
  },
};

const FLAGS = {
  stdout: { type: 'boolean' },
  force: { type: 'boolean' },
  'pg-bin': { type: 'string' },
} as const;

/** The file gets its name once it is known to be good. */
export async function backupToFile(path: string, options: BackupOptions): Promise<Manifest> {
  const draft = `${path}.part`;
  const write = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw unwritable(path, error);
    }
  };
  const file = write(() => openSync(draft, 'w', 0o600));
  try {
    // A draft that was left over may have had other rights.
    chmodSync(draft, 0o600);
    const manifest = await makeBackup(options, (chunk) => void write(() => writeSync(file, chunk)));
    fsyncSync(file);
    await verifyBackup(openBackup(draft), options);
    renameSync(draft, path);
    return manifest;
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

async function backupToStdout(options: BackupOptions): Promise<void> {
  if (process.stdout.isTTY) return fail('A backup is no text for a terminal: send it into a file or a program.');
  const refuse = (error: unknown): never => {
    throw unwritable('The standard output', error);
  };
  await makeBackup(options, (chunk) => Bun.write(Bun.stdout, chunk).then(() => {}, refuse));
}

function unwritable(where: string, error: unknown): BackupUnwritable {
  const reason = error instanceof Error ? error.message : error;
  return new BackupUnwritable(`${where} cannot be written, so there is no backup: ${reason}`, { cause: error });
}

/** Such as "7 unfinished and 120 finished runs of schema version 14". */
export function describe({ rows, schemaVersion }: Manifest): string {
  const finished = Object.entries(rows)
    .filter(([table]) => table.startsWith('run_history_'))
    .reduce((sum, [, count]) => sum + count, 0);
  return `${rows.run ?? 0} unfinished and ${finished} finished runs of schema version ${schemaVersion}`;
}
