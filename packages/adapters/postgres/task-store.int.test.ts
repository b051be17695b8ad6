import { afterAll, beforeAll, expect, test } from 'bun:test';
import { DEFAULT_RETRY } from '@fbrain/core/retry/retry-policy';
import type { TaskDefinition } from '@fbrain/core/task/task';
import { givenWorker } from '@fbrain/testing/factories';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { getTask, loadTaskDefinitions, registerTasks } from './task-store.ts';
import { setWorkerTasks } from './worker-store.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const definition: TaskDefinition = {
  name: 'report.build',
  kind: 'module',
  description: 'Builds a report.',
  source: 'report.ts',
  inputSchema: { type: 'object', properties: { month: { type: 'string' }, a: { type: 'number' } } },
  outputSchema: null,
  examples: [{ month: '2026-11', a: 1 }],
  queue: 'reports',
  retry: DEFAULT_RETRY,
  timeoutMs: 300_000,
  isolation: 'shared',
  concurrency: { limit: 2, key: 'month' },
  rate: { limit: 10, per: '1s', burst: 20, key: 'month' },
  secrets: ['smtp'],
};

test('a registered task comes back as it was declared, the order of its properties included', async () => {
  await registerTasks(database.sql, [definition]);
  const [loaded] = await loadTaskDefinitions(database.sql);
  expect(loaded).toEqual(definition);
  expect(JSON.stringify(loaded?.inputSchema)).toBe(JSON.stringify(definition.inputSchema));
});

test('registering again changes only what has changed', async () => {
  const writtenAt = async () => (await database.sql`select updated_at from fbrain.task`)[0]?.updatedAt as Date;
  const before = await writtenAt();
  await registerTasks(database.sql, [definition]);
  expect(await writtenAt()).toEqual(before);
  await registerTasks(database.sql, [{ ...definition, timeoutMs: null }]);
  expect(await getTask(database.sql, definition.name)).toMatchObject({ timeout: null });
  expect((await writtenAt()) > before).toBe(true);
});

test('a task says how many workers can run it now', async () => {
  const worker = await givenWorker(database.sql);
  await setWorkerTasks(database.sql, worker.id, [definition.name], []);
  expect(await getTask(database.sql, definition.name)).toMatchObject({ workers: 1 });
  expect(await getTask(database.sql, 'unknown')).toBeNull();
});
