import { afterEach, beforeEach, expect, test } from 'bun:test';
import { setQueuePaused } from '@fbrain/adapters/postgres/queue-store';
import { givenRuns, givenWorker } from '@fbrain/testing/factories';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { createUndeliveredRunResender, pauseAfter } from './undelivered-run-resender.ts';

let database: TestDatabase;
let hinted: string[];
let backlog: number;
beforeEach(async () => {
  database = await createTestDatabase();
  hinted = [];
  backlog = 0;
  await givenWorker(database.sql);
  await database.sql`update fbrain.worker set tasks = '{noop}'`;
});
afterEach(() => database.drop());

const resend = () =>
  createUndeliveredRunResender(database.sql, {
    publish: async (hints) => void hinted.push(...hints.map(({ runId }) => runId)),
    backlog: async () => backlog,
    isConnected: () => true,
  })();
/** Their hints had time to arrive. */
const wait = () => database.sql`update fbrain.run set queued_at = now() - interval '2 seconds'`;

test('ready runs that nobody has started are sent again, the most urgent first', async () => {
  const [second, first] = await givenRuns(database.sql, {}, { rank: 5 });
  await wait();
  await database.sql`update fbrain.run set queued_at = now() - interval '1 day' where id = ${second?.id ?? ''}`;
  expect(await resend()).toBe(2);
  expect(hinted).toEqual([first?.id ?? '', second?.id ?? '']);
});

test('what has just become ready, or waits behind other hints, is not sent again', async () => {
  await givenRuns(database.sql, {});
  await database.sql`update fbrain.run set queued_at = now() + interval '1 hour'`;
  expect(await resend()).toBe(0);
  await wait();
  backlog = 1;
  expect(await resend()).toBe(0);
  expect(hinted).toEqual([]);
});

test('what nobody may or can start is not sent again: a paused queue, a task without a worker', async () => {
  const [run] = await givenRuns(database.sql, {}, { task: 'unknown' });
  await wait();
  await setQueuePaused(database.sql, 'default', true);
  expect(await resend()).toBe(0);
  await setQueuePaused(database.sql, 'default', false);
  expect(await resend()).toBe(1);
  expect(hinted).toEqual([run?.id ?? '']);
});

test('looks that find nothing are rare if they are dear, but never further than ten seconds apart', () => {
  expect([1, 100, 5_000].map(pauseAfter)).toEqual([20, 2_000, 10_000]);
});
