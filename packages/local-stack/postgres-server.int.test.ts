import { afterAll, expect, test } from 'bun:test';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SQL } from 'bun';
import type { LocalServer } from './local-server.ts';
import { startPostgres } from './postgres-server.ts';

const started: LocalServer[] = [];
const folders: string[] = [];

afterAll(async () => {
  await Promise.all(started.map((server) => server.stop()));
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  // Closed to other users, as /root is: the server's own user must reach its data all the same.
  const folder = mkdtempSync(join(tmpdir(), 'fbrain-postgres-'));
  folders.push(folder);
  return folder;
}

async function start(dir: string): Promise<LocalServer> {
  const server = await startPostgres(dir);
  started.push(server);
  await server.ready;
  return server;
}

async function query(url: string, statement: string): Promise<unknown> {
  const sql = new SQL(url, { max: 1 });
  return await sql.unsafe(statement).finally(() => sql.end());
}

test('data and address survive a stop and a power cut', async () => {
  const dir = newFolder();
  const first = await start(dir);
  await query(first.url, 'create table kept (n int)');
  await first.stop();
  const second = await start(dir);
  await query(second.url, 'insert into kept values (1)');
  await second.kill();
  const third = await start(dir);
  expect(third.url).toBe(first.url);
  expect(await query(third.url, 'select n from kept')).toEqual(expect.objectContaining({ 0: { n: 1 } }));
  await third.stop();
});

test('a folder in use is refused with one sentence', async () => {
  const dir = newFolder();
  const server = await start(dir);
  await expect(startPostgres(dir)).rejects.toThrow(/in use by another/);
  await server.stop();
});

test('the password is for its owner only, and the server listens on loopback only', async () => {
  const dir = newFolder();
  const server = await start(dir);
  expect(statSync(join(dir, 'password')).mode & 0o777).toBe(0o600);
  expect(await query(server.url, 'show listen_addresses')).toEqual(
    expect.objectContaining({ 0: { listen_addresses: '127.0.0.1' } }),
  );
  await server.stop();
});

test('the server ends with the process that started it, even one that was killed', async () => {
  const dir = newFolder();
  const program = `import { startPostgres } from '${import.meta.dir}/postgres-server.ts';
      const server = await startPostgres('${dir}'); await server.ready; console.log('up'); await server.exited;`;
  const owner = Bun.spawn([process.execPath, '-e', program], { stdout: 'pipe' });
  await owner.stdout.getReader().read();
  const pidFile = join(dir, 'data', 'postmaster.pid');
  expect(readFileSync(pidFile, 'utf8')).toContain(dir);
  owner.kill('SIGKILL');
  await owner.exited;
  const again = await start(dir);
  await again.stop();
  expect(existsSync(pidFile)).toBe(false);
});
