import { describe, expect, test } from 'bun:test';
import { appendFileSync, chownSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@fbrain/adapters/postgres/connection';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { startTestApi } from '../../testing/start-test-api.ts';

const SIZE_MB = 48;
const BLOCK = Buffer.alloc(65_536, 1);

const mount = (...args: string[]) => Bun.spawnSync(['mount', ...args]).success;
const canMount = process.platform === 'linux' && process.getuid?.() === 0;

/** Moves a database to a file system of its own, which is small. */
async function onSmallDisk({
  url,
  sql,
}: TestDatabase): Promise<{ fill(): void; empty(): void; remove(): Promise<void> }> {
  const dir = mkdtempSync(join(tmpdir(), 'fbrain-full-disk-'));
  if (!mount('-t', 'tmpfs', '-o', `size=${SIZE_MB}m`, 'tmpfs', dir)) throw new Error('tmpfs could not be mounted');
  const admin = openDatabase({ url: new URL('/postgres', url).href, max: 1, statementTimeoutMs: 0 });
  const [row] = await admin<{ dir: string }[]>`select current_setting('data_directory') as dir`;
  const owner = statSync(row?.dir ?? '').uid;
  chownSync(dir, owner, owner);
  const [database, space] = [new URL(url).pathname.slice(1), `space_${Bun.randomUUIDv7().replaceAll('-', '')}`];
  await admin.unsafe(`create tablespace ${space} location '${dir}'`);
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${database} and pid <> pg_backend_pid()`;
  await sql.end({ timeout: 1 });
  await admin.unsafe(`alter database ${database} set tablespace ${space}`);
  const filler = join(dir, 'filler');
  return {
    fill() {
      try {
        for (;;) appendFileSync(filler, BLOCK);
      } catch {
        // Full.
      }
    },
    empty: () => rmSync(filler),
    async remove() {
      await admin.unsafe(`drop tablespace ${space}`);
      await admin.end();
      Bun.spawnSync(['umount', dir]);
      rmSync(dir, { recursive: true });
    },
  };
}

describe.skipIf(!canMount)('a database whose disk is full', () => {
  test('accepts nothing it could lose, says why, and goes on once there is room', async () => {
    const database = await createTestDatabase();
    const disk = await onSmallDisk(database);
    const sql = openDatabase({ url: database.url, max: 2 });
    const api = await startTestApi({ ...database, sql, drop: () => sql.end({ timeout: 1 }).then(database.drop) });
    const create = () => api.call('POST', '/api/v1/runs', { task: 'demo.noop', input: { text: 'x'.repeat(100_000) } });
    try {
      expect((await create()).status).toBe(202);
      disk.fill();
      const accepted = [];
      let refusal = await create();
      for (let tries = 0; refusal.status === 202 && tries < 100; tries++) {
        accepted.push(refusal.body.id);
        refusal = await create();
      }
      expect([refusal.status, refusal.body.code]).toEqual([503, 'unavailable']);
      expect(refusal.body.detail).toContain('no disk space left');
      expect(Number(refusal.headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await api.call('GET', '/api/v1/runs')).body.items).toHaveLength(accepted.length + 1);
      disk.empty();
      expect((await create()).status).toBe(202);
    } finally {
      await api.stop();
      await disk.remove();
    }
  });
});
