import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { openDatabase } from './connection.ts';
import { isDatabaseUnavailable } from './errors.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('a database that turns everybody away counts as one that does not answer', async () => {
  const name = new URL(database.url).pathname.slice(1);
  // Every server has this database too.
  const admin = openDatabase({ url: new URL('/template1', database.url).href, max: 1 });
  const late = openDatabase({ url: database.url, max: 1 });
  await admin.unsafe(`alter database "${name}" allow_connections false`);
  const refusal = await late`select 1`.then(
    () => null,
    (error: unknown) => error,
  );
  await admin.unsafe(`alter database "${name}" allow_connections true`);
  await Promise.all([admin.end(), late.end()]);
  expect(refusal).not.toBeNull();
  expect(isDatabaseUnavailable(refusal)).toBe(true);
});
