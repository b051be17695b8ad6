import { describe, expect, test } from 'bun:test';
import { openDatabase } from '@fbrain/adapters/postgres/connection';
import { isDatabaseUnavailable } from '@fbrain/adapters/postgres/errors';
import { findDebianPostgres } from '@fbrain/local-stack/postgres-binaries';
import { eventually } from '@fbrain/testing/eventually';
import { temporaryFolders } from '@fbrain/testing/temporary-folder';
import { startPostgresPair } from './postgres-pair.ts';

const newFolder = temporaryFolders('fbrain-fail-over-');

describe.skipIf(findDebianPostgres() === null)('a database of two hosts', () => {
  test('is used where the primary is, and every commit is there after the fail-over', async () => {
    const pair = await startPostgresPair(newFolder());
    // The standby comes first: it must be passed over.
    const [first, second] = [new URL(pair.standby.url).host, new URL(pair.primary.url).host];
    const sql = openDatabase({ url: pair.primary.url.replace(second, `${first},${second}`), max: 5 });
    const lone = openDatabase({ url: pair.standby.url, max: 1 });
    try {
      await sql`create table note (n int primary key)`;
      // A write that comes to a standby waits for the fail-over; it is no fault of the caller.
      const refused = await lone`insert into note values (0)`.catch((error: unknown) => error);
      expect(isDatabaseUnavailable(refused)).toBe(true);

      const kept: number[] = [];
      let isOver = false;
      const write = async (worker: number) => {
        for (let n = worker; !isOver; n += 5) {
          await sql`insert into note values (${n})`.then(
            () => kept.push(n),
            (error: unknown) => expect(isDatabaseUnavailable(error)).toBe(true),
          );
        }
      };
      const writing = Promise.all([0, 1, 2, 3, 4].map(write));
      await eventually(() => expect(kept.length).toBeGreaterThan(100));
      await pair.failOver();
      const before = kept.length;
      await eventually(() => expect(kept.length).toBeGreaterThan(before + 100));
      isOver = true;
      await writing;
      const rows = await sql<{ n: number }[]>`select n from note`;
      const there = new Set(rows.map(({ n }) => n));
      expect(kept.filter((n) => !there.has(n))).toEqual([]);
    } finally {
      await Promise.all([sql.end({ timeout: 0 }), lone.end({ timeout: 0 })]);
      await pair.stop();
    }
  });

  test('fails within seconds while no host is a primary, and is asked at a pace', async () => {
    const pair = await startPostgresPair(newFolder());
    const { host } = new URL(pair.standby.url);
    const sql = openDatabase({ url: pair.standby.url.replace(host, `${host},${host}`), max: 1 });
    try {
      const startedAtMs = performance.now();
      let failures = 0;
      while (performance.now() - startedAtMs < 2_000) {
        const error = await sql`select 1`.catch((thrown: unknown) => thrown);
        expect(error).toMatchObject({ code: 'NOT_PRIMARY' });
        failures++;
      }
      expect(failures).toBeLessThan(10);
    } finally {
      await sql.end({ timeout: 0 });
      await pair.stop();
    }
  });
});
