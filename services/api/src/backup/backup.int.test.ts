import { afterAll, beforeAll, expect, test } from 'bun:test';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { grantApplicationRole } from '@fbrain/adapters/postgres/application-role-store';
import { type Database, openDatabase } from '@fbrain/adapters/postgres/connection';
import { migrate } from '@fbrain/adapters/postgres/migrate';
import type { LocalServer } from '@fbrain/local-stack/local-server';
import { findDebianPostgres } from '@fbrain/local-stack/postgres-binaries';
import { startPostgres } from '@fbrain/local-stack/postgres-server';
import { givenRuns } from '@fbrain/testing/factories';
import { temporaryFolders } from '@fbrain/testing/temporary-folder';
import { createTestDatabase } from '@fbrain/testing/test-database';
import { MAIN, runCommand } from '../../testing/run-command.ts';
import { backupToFile } from '../commands/backup.ts';
import { openBackup } from './backup-file.ts';
import { makeBackup } from './make-backup.ts';
import { type Restored, restoreBackup } from './restore-backup.ts';

const newFolder = temporaryFolders('fbrain-backup-');
const binaries = findDebianPostgres();
const dir = newFolder();
const pgBin = dirname(binaries?.postgres ?? '');
const file = join(dir, 'backup.fbrain');
let server: LocalServer;
let sql: Database;
const at = (name: string) => ({ databaseUrl: new URL(`/${name}`, server.url).href, pgBin });
const restore = (path: string, name: string, force = false): Promise<Restored> =>
  restoreBackup({ ...at(name), path, force });

test('what is no backup is refused', () => {
  const dir = newFolder();
  writeFileSync(join(dir, 'picture'), '\x89PNG\n');
  writeFileSync(join(dir, 'empty'), '');
  for (const name of ['picture', 'empty']) expect(() => openBackup(join(dir, name))).toThrow('is no backup of F_BRAIN');
  for (const name of ['absent', '.']) expect(() => openBackup(join(dir, name))).toThrow('cannot be read');
});

test('a backup whose first line is damaged is refused before anything is touched', () => {
  const path = join(newFolder(), 'damaged');
  for (const line of ['{"format":"fbrain-backup-1",broken}', '{"format":"fbrain-backup-1","version":"0.1.0"}']) {
    writeFileSync(path, `${line}\nPGDMP`);
    expect(() => openBackup(path)).toThrow('whose first line is damaged: take another one');
  }
});

test('the commands say what they need', async () => {
  const { url, drop } = await createTestDatabase();
  const answers = await Promise.all(
    [['restore'], ['backup'], ['backup', 'a', 'b'], ['backup', import.meta.path], ['backup', '/nowhere/x']].map(
      async (args) => await runCommand(args, { DATABASE_URL: url }),
    ),
  );
  expect(answers.map(({ code }) => code)).toEqual([2, 2, 2, 1, 1]);
  const words = ['needs the file', 'needs either a file', 'takes one word', 'is there already', 'cannot be written'];
  for (const [index, { err }] of answers.entries()) expect(err).toMatch(new RegExp(words[index] ?? ''));
  await drop();
});

beforeAll(async () => {
  if (!binaries) return;
  server = await startPostgres(dir, { binaries });
  await server.ready;
  sql = await openFilled(server.url);
});
afterAll(async () => {
  await sql?.end({ timeout: 1 });
  await server?.stop();
});

test.skipIf(binaries === null)(
  'a backup is one file that only its owner can read, and names what it holds',
  async () => {
    await backupToFile(file, at('first'));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(openBackup(file).manifest).toMatchObject({ format: 'fbrain-backup-1', rows: { run: 3 } });
    expect(existsSync(`${file}.part`)).toBe(false);
  },
);

test.skipIf(binaries === null)('a backup is restored into another database, rights included', async () => {
  expect(await restore(file, 'second')).toMatchObject({ needsMigration: false, missingRoles: [] });
  const services = at('second').databaseUrl.replace(/\/\/[^@]*@/, '//services:of-the-services@');
  const second = openDatabase({ url: services, max: 1 });
  const read = async (from: Database) => await from`select * from fbrain.run order by id`;
  expect(await read(second)).toEqual(await read(sql));
  await second.end();
});

test.skipIf(binaries === null)('a backup replaces what is there only if told, and then all or nothing', async () => {
  await expect(restore(file, 'first')).rejects.toThrow('--force');
  const [late] = await givenRuns(sql, {});
  await expect(
    restore(
      changed(file, (bytes) => bytes.slice(0, -2_000)),
      'first',
      true,
    ),
  ).rejects.toThrow('is damaged or was cut short, so nothing was changed');
  const forged = changed(file, (bytes) => bytes.replace('"run":3', '"run":4'));
  await expect(restore(forged, 'first', true)).rejects.toThrow(
    'What was there before is back, unchanged. What was restored is not what was backed up: run has 3 rows, the backup 4',
  );
  const ids = async () => (await sql<{ id: string }[]>`select id from fbrain.run`).map(({ id }) => id);
  expect(await ids()).toContain(late?.id ?? '');
  await restore(file, 'first', true);
  expect(await ids()).toHaveLength(3);
  expect(await sql`select from pg_namespace where nspname like 'fbrain_%'`).toHaveLength(0);
});

test.skipIf(binaries === null)(
  'a backup is not restored below a running service, nor by a release that is too old for it',
  async () => {
    const api = openDatabase({ url: at('first').databaseUrl, max: 1, applicationName: 'fbrain-api' });
    await api`select 1`;
    await expect(restore(file, 'first', true)).rejects.toThrow('stop the API and all workers first');
    await api.end();
    const newer = changed(file, (bytes) => bytes.replace('"breakingVersion":0', '"breakingVersion":9001'));
    await expect(restore(newer, 'third')).rejects.toThrow('restore it with that release');
  },
);

test.skipIf(binaries === null)('a backup into a full pipe or disk says so, not that the database is away', async () => {
  const command = [process.execPath, MAIN, 'backup', '--stdout', '--pg-bin', pgBin];
  const backup = Bun.spawn(command, {
    env: { DATABASE_URL: at('first').databaseUrl },
    stdout: Bun.file('/dev/full'),
    stderr: 'pipe',
  });
  expect(await backup.stderr.text()).toStartWith(
    'The standard output cannot be written, so there is no backup: ENOSPC',
  );
  expect(await backup.exited).toBe(1);
});

test.skipIf(binaries === null)('a backup made by pg_dump alone is restored as well', async () => {
  const plain = join(dir, 'plain.dump');
  const { port, password } = new URL(server.url);
  const options = ['-Fc', '-n', 'fbrain', '-h', '127.0.0.1', '-p', port, '-U', 'postgres', '-f', plain];
  const env = { PATH: '/usr/bin:/bin', PGPASSWORD: password };
  expect(Bun.spawnSync([join(pgBin, 'pg_dump'), ...options, 'first'], { env }).success).toBe(true);
  expect(await restore(plain, 'third')).toMatchObject({ manifest: null });
});

test.skipIf(binaries === null)('a backup needs programs that are no older than the server', async () => {
  await expect(makeBackup({ ...at('first'), pgBin: dir }, () => {})).rejects.toThrow('There is no pg_dump here');
  const newer = await createTestDatabase();
  const making = makeBackup({ databaseUrl: newer.url, pgBin }, () => {});
  await making.catch((error: Error) =>
    expect(error.message).toMatch(/pg_dump is version \d+, but \d+ or newer is needed: install/),
  );
  await newer.drop();
});

/** Databases `first`, with three runs and a role of the services, `second` and `third`. */
async function openFilled(url: string): Promise<Database> {
  const admin = openDatabase({ url, max: 1 });
  for (const name of ['first', 'second', 'third']) await admin`create database ${admin(name)}`;
  await admin.end();
  const sql = openDatabase({ url: new URL('/first', url).href, max: 2 });
  await migrate(sql);
  await grantApplicationRole(sql, 'services', 'of-the-services');
  await givenRuns(sql, {}, {}, { inputJson: '{"text":"naïve \\"🔑\\""}' });
  return sql;
}

/** A copy of a file whose bytes were changed. */
function changed(path: string, change: (bytes: string) => string): string {
  const copy = `${path}.${Bun.randomUUIDv7()}`;
  writeFileSync(copy, Buffer.from(change(readFileSync(path).toString('latin1')), 'latin1'));
  return copy;
}
