import { afterAll, beforeAll, expect, test } from 'bun:test';
import { ensureQueues, setQueuePaused } from '@fbrain/adapters/postgres/queue-store';
import { finishRuns } from '@fbrain/adapters/postgres/run-finish-store';
import { foldTallies } from '@fbrain/adapters/postgres/stat-fold-store';
import { listTaskActivity, readStats, readTaskStats } from '@fbrain/adapters/postgres/stat-store';
import type { Conclusion } from '@fbrain/core/run/conclude-attempt';
import { statWindow } from '@fbrain/core/stats/stats';
import { endOf, givenRuns, givenWorker, MANY, type TestWorker } from '@fbrain/testing/factories';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { readOverview } from './read-overview.ts';

let database: TestDatabase;
let worker: TestWorker;
beforeAll(async () => {
  database = await createTestDatabase();
  worker = await givenWorker(database.sql);
});
afterAll(() => database.drop());

const failed: Conclusion = { state: 'failed', attemptState: 'failed', error: { kind: 'exception', message: 'boom' } };

async function givenEnded(count: number, conclusion?: Conclusion): Promise<void> {
  const { sql } = database;
  await givenRuns(sql, ...Array.from({ length: count }, () => ({})));
  const facts = { task: 'noop', queue: 'default', startedAtMs: Date.now() - 80, durationMs: 80, waitedMs: 20 };
  const runs = await worker.claimer.claimNext(['default'], MANY);
  await finishRuns(
    sql,
    worker.id,
    runs.map((run) => ({ ...endOf(run, conclusion), facts })),
  );
}

const overview = () =>
  readOverview({
    sql: database.sql,
    clock: { now: Date.now },
    transport: { kind: 'postgres', isConnected: () => true },
  });

test('numbers count what was just done, and go on counting when it is folded', async () => {
  const { sql } = database;
  await givenEnded(3);
  await givenEnded(1, failed);
  const look = async () => {
    const points = await readStats(sql, { task: 'noop' }, statWindow({ toMs: Date.now() + 60_000 }, Date.now()));
    return points.reduce(
      (sum, point) => [(sum[0] ?? 0) + point.succeeded, (sum[1] ?? 0) + point.failed, (sum[2] ?? 0) + point.started],
      [0, 0, 0],
    );
  };
  expect(await look()).toEqual([3, 1, 4]);
  await foldTallies(sql);
  expect(await look()).toEqual([3, 1, 4]);
  expect(await readStats(sql, { queue: 'other' }, statWindow({}, Date.now()))).toSatisfy((points) =>
    points.every(({ succeeded }) => succeeded === 0),
  );
  expect(await readTaskStats(sql, 'noop')).toMatchObject({ succeeded: 3, failed: 1, successRate: 0.75 });
  const [activity] = await listTaskActivity(sql);
  expect(activity).toMatchObject({ task: 'noop', ...(await readTaskStats(sql, 'noop')) });
  expect(activity?.recent.reduce((sum, runs) => sum + runs, 0)).toBe(4);
});

test('one look tells what flows, what runs and what is usual', async () => {
  const { sql } = database;
  await givenRuns(sql, {}, {});
  await worker.claimer.claimNext(['default'], { limit: 1, processLimit: 0 });
  const { queues, activeRuns, workers, troubles } = await overview();
  expect(queues).toEqual([
    expect.objectContaining({
      name: 'default',
      queued: 1,
      running: 1,
      utilisation: 0.1,
      inPerMinute: 1.2,
      outPerMinute: 0.8,
    }),
  ]);
  expect(activeRuns).toEqual([expect.objectContaining({ state: 'running', typicalMs: expect.any(Number) })]);
  expect(workers).toHaveLength(1);
  expect(troubles).toEqual([]);
});

test('a paused queue with work and a task that suddenly fails are trouble', async () => {
  const { sql } = database;
  await ensureQueues(sql, ['mail']);
  await givenRuns(sql, { queue: 'mail' });
  await setQueuePaused(sql, 'mail', true);
  await givenEnded(8, failed);
  expect((await overview()).troubles).toMatchObject([
    { code: 'task-failing', task: 'noop', count: 10 },
    { code: 'queue-paused', queue: 'mail', count: 1 },
  ]);
});
