import { afterEach, beforeEach, expect, test } from 'bun:test';
import { DEFAULT_RETRY } from '@fbrain/core/retry/retry-policy';
import type { Concurrency } from '@fbrain/core/task/concurrency';
import { endOf, givenRuns, givenWorker, MANY } from '@fbrain/testing/factories';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { releaseBlocked } from './limited-claim-store.ts';
import { finishRuns } from './run-finish-store.ts';
import { registerTasks } from './task-store.ts';

let database: TestDatabase;
const sql = () => database.sql;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

const givenTask = (concurrency: Concurrency | null) =>
  registerTasks(sql(), [
    {
      name: 'noop',
      kind: 'module',
      description: null,
      source: 'noop.ts',
      inputSchema: {},
      outputSchema: null,
      examples: [],
      queue: 'default',
      retry: DEFAULT_RETRY,
      timeoutMs: null,
      isolation: 'shared',
      concurrency,
    },
  ]);
const limitedWorker = () => givenWorker(sql(), { limited: ['noop'] });
const countOf = async (state: string) =>
  (await sql()`select count(*)::integer as n from fbrain.run where state = ${state}`)[0]?.n as number;
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

test('no more runs start than the limit allows; the others are blocked', async () => {
  await givenTask({ limit: 2, key: null });
  await givenRuns(sql(), ...times(5, { concurrencyKey: 'noop' }));
  const { claimer } = await limitedWorker();
  expect(await claimer.claimNext(['default'], MANY)).toHaveLength(2);
  expect(await countOf('blocked')).toBe(3);
  expect(await claimer.claimNext(['default'], MANY)).toEqual([]);
});

test('each key has a limit of its own, and runs without one are not held up', async () => {
  await givenTask({ limit: 1, key: 'month' });
  const keys = ['noop/a', 'noop/a', 'noop/b', null];
  const runs = await givenRuns(sql(), ...keys.map((concurrencyKey) => ({ concurrencyKey })));
  const { claimer } = await limitedWorker();
  const { claimed } = await claimer.claimByIds(
    runs.map(({ id }) => id),
    MANY,
  );
  expect(claimed.map((run) => run.concurrencyKey).sort()).toEqual(['noop/a', 'noop/b', null]);
});

test('twenty workers that claim at once never exceed a limit', async () => {
  await givenTask({ limit: 3, key: 'month' });
  const runs = await givenRuns(sql(), ...Array.from({ length: 60 }, (_, n) => ({ concurrencyKey: `noop/${n % 4}` })));
  const workers = await Promise.all(times(20, null).map(limitedWorker));
  await Promise.all(
    workers.map(({ claimer }, n) =>
      n % 2 === 0
        ? claimer.claimNext(['default'], MANY)
        : claimer.claimByIds(
            runs.map(({ id }) => id),
            MANY,
          ),
    ),
  );
  const counts = await sql()<{ n: number }[]>`
    select count(*)::integer as n from fbrain.run where state = 'running' group by concurrency_key`;
  expect(counts.map(({ n }) => n)).toEqual([3, 3, 3, 3]);
});

test('when a run ends the next blocked one is released, most urgent first, and the limit still holds', async () => {
  await givenTask({ limit: 1, key: null });
  const [, low, high] = await givenRuns(
    sql(),
    { concurrencyKey: 'noop', band: 0 },
    { concurrencyKey: 'noop', band: 2 },
    { concurrencyKey: 'noop', band: 1 },
  );
  const worker = await limitedWorker();
  const first = await worker.claimer.claimNext(['default'], MANY);
  expect(await releaseBlocked(sql(), ['noop'], 100)).toEqual([]);
  await finishRuns(
    sql(),
    worker.id,
    first.map((run) => endOf(run)),
  );
  expect(await releaseBlocked(sql(), ['noop'], 100)).toMatchObject([{ runId: high?.id, band: 1 }]);
  expect(await releaseBlocked(sql(), 'all', 100)).toEqual([]);
  const second = await worker.claimer.claimNext(['default'], MANY);
  expect(second.map(({ id }) => id)).toEqual([high?.id ?? '']);
  expect((await sql()`select state from fbrain.run where id = ${low?.id ?? ''}`)[0]?.state).toBe('blocked');
});

test('runs that were blocked start again when the task no longer has a limit', async () => {
  await givenTask({ limit: 1, key: null });
  await givenRuns(sql(), ...times(3, { concurrencyKey: 'noop' }));
  const { claimer } = await limitedWorker();
  await claimer.claimNext(['default'], MANY);
  await givenTask(null);
  expect(await releaseBlocked(sql(), 'all', 100)).toHaveLength(2);
});
