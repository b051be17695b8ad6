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

/** What a worker says that it waits for; null = it waits for nothing. */
async function waitAt(url: string): Promise<string | null> {
  const sql = openDatabase({ url, max: 1 });
  let reason: string | null = null;
  const isGivenUp = () => reason !== null;
  const onWaiting = (forWhat: string) => {
    reason = forWhat;
  };
  await waitForSchema(sql, silentLogger, isGivenUp, onWaiting).finally(() => sql.end({ timeout: 0 }));
  return reason;
}

test('a worker does not start where it can never work, and says what to do', async () => {
  const wrong = new URL(database.url);
  wrong.password = 'wrong';
  await expect(waitAt(wrong.href)).rejects.toThrow('PostgreSQL refuses the password: correct DATABASE_URL.');
  wrong.href = new URL('/nowhere', database.url).href;
  await expect(waitAt(wrong.href)).rejects.toThrow('The database is not there');
});

test('a worker waits for a database that is down, read-only or not migrated, and says for which', async () => {
  const down = new URL(database.url);
  down.port = '1';
  expect(await waitAt(down.href)).toBe('PostgreSQL does not answer: start it, or correct DATABASE_URL.');
  expect(await waitAt(`${database.url}?default_transaction_read_only=on`)).toStartWith('The database is read-only');
  expect(await waitAt(new URL('/postgres', database.url).href)).toContain('waiting for `fbrain-api migrate`');
  expect(await waitAt(database.url)).toBeNull();
});
