import { afterAll, beforeAll, expect, test } from 'bun:test';
import { silentLogger } from '@fbrain/adapters/logging/logger';
import { openDatabase } from '@fbrain/adapters/postgres/connection';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { waitForSchema } from './wait-for-schema.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

async function waitAt(url: string, looks: number): Promise<boolean> {
  const sql = openDatabase({ url, max: 1 });
  let left = looks;
  return await waitForSchema(sql, silentLogger, () => left-- <= 0).finally(() => sql.end({ timeout: 0 }));
}

test('a worker does not start where it can never work, and says what to do', async () => {
  const wrong = new URL(database.url);
  wrong.password = 'wrong';
  await expect(waitAt(wrong.href, 1)).rejects.toThrow('PostgreSQL refuses the password: correct DATABASE_URL.');
  wrong.href = new URL('/nowhere', database.url).href;
  await expect(waitAt(wrong.href, 1)).rejects.toThrow('The database is not there');
});

test('a worker waits for a database that is down, read-only or not migrated', async () => {
  const down = new URL(database.url);
  down.port = '1';
  expect(await waitAt(down.href, 1)).toBe(false);
  expect(await waitAt(`${database.url}?default_transaction_read_only=on`, 1)).toBe(false);
  expect(await waitAt(new URL('/postgres', database.url).href, 1)).toBe(false);
  expect(await waitAt(database.url, 1)).toBe(true);
});
