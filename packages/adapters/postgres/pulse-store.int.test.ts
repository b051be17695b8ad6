import { afterAll, beforeAll, expect, test } from 'bun:test';
import { givenRuns, givenWorker, MANY } from '@fbrain/testing/factories';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { takePulse } from './pulse-store.ts';
import { setWorkerState } from './worker-store.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('what a worker left running when it stopped is found by the leader', async () => {
  const { sql } = database;
  await givenRuns(sql, {});
  const [leader, other] = [await givenWorker(sql), await givenWorker(sql)];
  const hasLostWorker = async () => {
    const pulse = await takePulse(sql, { workerId: leader.id, leaseMs: 60_000, busySlots: 0, leaderPid: null });
    return pulse.work?.hasLostWorker;
  };
  expect(await other.claimer.claimNext(['default'], MANY)).toHaveLength(1);
  expect(await hasLostWorker()).toBe(false);
  await setWorkerState(sql, other.id, 'stopped');
  expect(await hasLostWorker()).toBe(true);
});
