import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { openDatabase } from './connection.ts';
import { forgetLoginTries, type LoginBucket, pruneLoginTries, takeLoginTry } from './login-throttle-store.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.sql`delete from fbrain.login_throttle`;
});

const bucket = (key: string, burst = 10): LoginBucket => ({ key, burst, secondsEach: 60 });
const later = (seconds: number) =>
  database.sql`update fbrain.login_throttle set at = at - make_interval(secs => ${seconds})`;

test('exactly as many tries are let through as the bucket holds, whoever asks at once from wherever', async () => {
  const other = openDatabase({ url: database.url, max: 4 });
  const tries = Array.from({ length: 60 }, (_, n) =>
    takeLoginTry(n % 2 ? database.sql : other, [bucket('a'), bucket('b', 100)]),
  );
  expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(10);
  await other.end();
});

test('a full bucket lets one through each time one has leaked, however often it is asked meanwhile', async () => {
  for (let n = 0; n < 30; n++) await takeLoginTry(database.sql, [bucket('a')]);
  await later(59);
  expect(await takeLoginTry(database.sql, [bucket('a')])).toBe(false);
  await later(2);
  expect([await takeLoginTry(database.sql, [bucket('a')]), await takeLoginTry(database.sql, [bucket('a')])]).toEqual([
    true,
    false,
  ]);
});

test('a try that one bucket refuses is counted against none', async () => {
  for (let n = 0; n < 30; n++) await takeLoginTry(database.sql, [bucket('mine'), bucket('ours', 20)]);
  for (let n = 0; n < 10; n++) expect(await takeLoginTry(database.sql, [bucket('ours', 20)])).toBe(true);
  for (let n = 0; n < 15; n++)
    expect(await takeLoginTry(database.sql, [bucket('ours', 20), bucket('yours')])).toBe(false);
  expect(await takeLoginTry(database.sql, [bucket('yours')])).toBe(true);
});

test('a login that was right empties its buckets, and those that have run empty are forgotten', async () => {
  for (let n = 0; n < 11; n++) await takeLoginTry(database.sql, [bucket('a')]);
  await forgetLoginTries(database.sql, ['a']);
  expect(await takeLoginTry(database.sql, [bucket('a')])).toBe(true);
  await pruneLoginTries(database.sql);
  expect(await database.sql`select from fbrain.login_throttle`).toHaveLength(1);
  await later(601);
  await pruneLoginTries(database.sql);
  expect(await database.sql`select from fbrain.login_throttle`).toHaveLength(0);
});
