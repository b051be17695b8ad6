import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createDatabaseClock } from '@fbrain/adapters/postgres/database-clock';
import { getSchedule } from '@fbrain/adapters/postgres/schedule-store';
import { registerTasks } from '@fbrain/adapters/postgres/task-store';
import { registerWorker, setWorkerState, setWorkerTasks } from '@fbrain/adapters/postgres/worker-store';
import type { TaskDefinition, TaskProblem } from '@fbrain/core/task/task';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { type ScheduleOptions, task } from 'f-brain';
import { disableAbandonedSchedules } from '../duties/abandoned-schedule-disabler.ts';
import { createScheduleRegistrar } from './schedule-registrar.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

function define(name: string, schedule?: ScheduleOptions | ScheduleOptions[]): TaskDefinition {
  const { run: _, ...declared } = task({ name, ...(schedule && { schedule }), run: () => null });
  return { ...declared, kind: 'module', source: `${name}.ts` };
}

/** A worker that has registered what its folder holds, and does so again when that changes. */
async function startWorker(...definitions: TaskDefinition[]) {
  const { sql } = database;
  const id = Bun.randomUUIDv7();
  const registrar = createScheduleRegistrar(sql, createDatabaseClock(sql));
  const has = async (after: TaskDefinition[], problems: TaskProblem[] = []) => {
    await registerTasks(sql, after);
    const names = after.map(({ name }) => name);
    await setWorkerTasks(sql, id, names, problems);
    return await registrar.register(after, problems);
  };
  const row = { id, name: 'w', version: '1', host: 'h', pid: 1, queues: ['*'], slots: 1, processSlots: 1 };
  await registerWorker(sql, { ...row, leaseMs: 60_000 });
  const refused = await has(definitions);
  return { id, has, refused, stop: () => setWorkerState(sql, id, 'stopped') };
}

const read = (name: string) => getSchedule(database.sql, name);
const isDisabled = async (name: string) => (await read(name))?.disabledReason !== null;

test('a declaration that vanishes from its file is disabled, and enabled when it is back', async () => {
  const both = define('a', [{ every: '1h' }, { name: 'nightly', cron: '@daily' }]);
  const worker = await startWorker(both);
  await worker.has([define('a', { every: '1h' })]);
  expect([await isDisabled('a'), await isDisabled('a.nightly')]).toEqual([false, true]);
  await worker.has([both]);
  expect(await isDisabled('a.nightly')).toBe(false);
  await worker.stop();
});

test('a file that vanishes takes its schedule along only when the last worker has lost it', async () => {
  const file = define('b', { every: '1h' });
  const [first, second] = [await startWorker(file), await startWorker(file)];
  await first.has([]);
  expect(await isDisabled('b')).toBe(false);
  await second.has([]);
  expect(await isDisabled('b')).toBe(true);
});

test('a file that is broken keeps its schedule until it is removed', async () => {
  const worker = await startWorker(define('c', { every: '1h' }));
  await worker.has([], [{ source: 'c.ts', message: 'does not compile' }]);
  await disableAbandonedSchedules(database.sql, Date.now(), 0);
  expect(await isDisabled('c')).toBe(false);
  await worker.has([]);
  expect(await isDisabled('c')).toBe(true);
  await worker.stop();
});

test('a worker that stops keeps its schedules for a while; a release without the file ends them', async () => {
  const worker = await startWorker(define('d', { every: '1h' }));
  await worker.stop();
  const next = await startWorker(define('other'));
  expect(await disableAbandonedSchedules(database.sql, Date.now())).not.toContain('d');
  expect(await isDisabled('d')).toBe(false);
  expect(await disableAbandonedSchedules(database.sql, Date.now(), 0)).toContain('d');
  expect(await isDisabled('d')).toBe(true);
  await next.stop();
});

test('of two releases the one that registered last decides, and the other does not fight it', async () => {
  const [old, next] = [define('e', { every: '1h' }), define('e', { every: '2h' })];
  const before = await startWorker(old);
  const after = await startWorker(next);
  await before.has([old, define('of-the-old')]);
  await disableAbandonedSchedules(database.sql, Date.now(), 0);
  expect(await read('e')).toMatchObject({ every: '2h', disabledReason: null });
  await Promise.all([before.stop(), after.stop()]);
});

test('two workers that start at once make one schedule', async () => {
  const workers = await Promise.all(Array.from({ length: 5 }, () => startWorker(define('f', { every: '1h' }))));
  expect(workers.map(({ refused }) => refused)).toEqual([[], [], [], [], []]);
  await Promise.all(workers.map((worker) => worker.stop()));
});

test('two files that declare one name keep the first, and say so', async () => {
  const worker = await startWorker(define('g.x', { every: '1h' }), define('g', { name: 'x', every: '2h' }));
  expect(worker.refused).toEqual([
    { source: 'g.ts', message: 'The schedule g.x is declared by g.x.ts too. Rename one of the two.' },
  ]);
  expect(await read('g.x')).toMatchObject({ every: '1h' });
  await worker.stop();
});
