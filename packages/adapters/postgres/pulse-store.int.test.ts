import { afterAll, beforeAll, expect, test } from 'bun:test';
import { givenRuns, givenWorker, MANY } from '@fbrain/testing/factories';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { takePulse } from './pulse-store.ts';
import { getWorker, setWorkerState } from './worker-store.ts';

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
    const pulse = await takePulse(sql, {
      workerId: leader.id,
      leaseMs: 60_000,
      busySlots: 0,
      hosts: [],
      leaderPid: null,
    });
    return pulse.work?.hasLostWorker;
  };
  expect(await other.claimer.claimNext(['default'], MANY)).toHaveLength(1);
  expect(await hasLostWorker()).toBe(false);
  await setWorkerState(sql, other.id, 'stopped');
  expect(await hasLostWorker()).toBe(true);
});

test('task hosts and their memory are told with every sign of life, until the worker stops', async () => {
  const { sql } = database;
  const { id } = await givenWorker(sql);
  expect(await getWorker(sql, id)).toMatchObject({ hosts: [] });
  const hosts = [{ pid: 7, rssBytes: 94_371_840, attempts: 2 }];
  await takePulse(sql, { workerId: id, leaseMs: 60_000, busySlots: 2, hosts, leaderPid: null });
  expect(await getWorker(sql, id)).toMatchObject({ hosts, busySlots: 2 });
  await setWorkerState(sql, id, 'stopped');
  expect(await getWorker(sql, id)).toMatchObject({ hosts: [], busySlots: 0 });
});
