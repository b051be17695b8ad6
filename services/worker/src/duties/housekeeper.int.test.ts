import { afterAll, beforeAll, expect, test } from 'bun:test';
import { silentLogger } from '@fbrain/adapters/logging/logger';
import { eventually } from '@fbrain/testing/eventually';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { createHousekeeper } from './housekeeper.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('a backup keeps only the new partitions waiting, and they come soon after it', async () => {
  const { sql } = database;
  const [day] = await sql<{ name: string }[]>`
    select 'fbrain.run_log_' || to_char((now() at time zone 'utc')::date + 5, 'YYYYMMDD') as name`;
  const name = day?.name ?? '';
  const isThere = async () => (await sql`select to_regclass(${name}) as it`)[0]?.it !== null;
  const keys = async () => (await sql`select from fbrain.idempotency`).length;
  await sql.unsafe(`drop table ${name}`);
  await sql`insert into fbrain.idempotency (key, request_hash, run_id, expires_at) values ('old', 'x', gen_random_uuid(), now())`;
  const failed: string[] = [];
  const logger = { ...silentLogger, warn: (message: string) => void failed.push(message) };
  let nowMs = 0;
  const housekeeper = createHousekeeper({ sql, logger, now: () => nowMs });

  await sql.begin(async (backup) => {
    await backup`select from fbrain.run_log limit 1`;
    housekeeper.run();
    await eventually(async () => expect(await keys()).toBe(0));
    expect(failed).toEqual(['making partitions of run_log failed; trying again in five minutes']);
  });
  expect(await isThere()).toBe(false);
  nowMs += 300_000;
  await eventually(async () => {
    housekeeper.run();
    expect(await isThere()).toBe(true);
  });
  await housekeeper.stop();
});
