import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { RunFilter } from '@fbrain/core/page/run-filter';
import { endOf, givenRuns, givenWorker, MANY } from '@fbrain/testing/factories';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { countRuns } from './run-count-store.ts';
import { finishRuns } from './run-finish-store.ts';
import { listRuns } from './run-query-store.ts';

const PARENT = Bun.randomUUIDv7();
const ORIGINAL = Bun.randomUUIDv7();
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  const { sql } = database;
  const worker = await givenWorker(sql);
  await sql`update fbrain.worker set name = 'machine-1' where id = ${worker.id}`;
  await givenRuns(
    sql,
    { task: 'child', parentId: PARENT, replayOf: ORIGINAL },
    { task: 'csv.import', inputJson: '{"order":{"id":42},"note":"50%_"}', metadata: { by: 'jo' } },
    { task: 'csv.export', queue: 'slow', inputJson: '{"order":{"id":"42"}}' },
    { task: 'noop', inputJson: '{"order":7}' },
  );
  const [ended] = await worker.claimer.claimNext(['default'], MANY);
  const error = { kind: 'exception' as const, message: 'connection refused', fingerprint: 'f00d' };
  if (!ended) throw new Error('Nothing was claimed.');
  await finishRuns(sql, worker.id, [endOf(ended, { state: 'failed', attemptState: 'failed', error })]);
});
afterAll(() => database.drop());

async function tasksOf(filter: Partial<RunFilter>): Promise<string[]> {
  const runs = await listRuns(database.sql, { states: [], ...filter }, { limit: 10 });
  const { unfinished, final } = await countRuns(database.sql, { states: [], ...filter });
  // The list, the count and with it every bulk action mean the same.
  expect(unfinished.count + final.count).toBe(runs.length);
  return runs.map(({ task }) => task).sort();
}

test('tasks are found by name, by several names and by pattern', async () => {
  expect(await tasksOf({ task: 'noop' })).toEqual(['noop']);
  expect(await tasksOf({ task: 'csv.*' })).toEqual(['csv.export', 'csv.import']);
  expect(await tasksOf({ task: 'noop, csv.ex*' })).toEqual(['csv.export', 'noop']);
  expect(await tasksOf({ queue: 's*w' })).toEqual(['csv.export']);
});

test('a pattern is text but for its stars, and an empty list of names finds nothing', async () => {
  for (const task of ['csv_*', '%', 'csv.i%*', ' , ', '']) expect(await tasksOf({ task })).toEqual([]);
});

test('a value inside the input is found as number and as text', async () => {
  expect(await tasksOf({ data: ['input.order.id:42'] })).toEqual(['csv.export', 'csv.import']);
  expect(await tasksOf({ data: ['input.order.id:42', 'metadata.by:jo'] })).toEqual(['csv.import']);
  expect(await tasksOf({ data: ['input.note:50%_'] })).toEqual(['csv.import']);
  expect(await tasksOf({ data: ["input.order.id:42' or true --"] })).toEqual([]);
});

test('a condition on the output finds no run that has none', async () => {
  expect(await tasksOf({ data: ['output.rows:1'] })).toEqual([]);
});

test('an error is found by its text and by its fingerprint', async () => {
  expect(await tasksOf({ error: 'CONNECTION' })).toHaveLength(1);
  expect(await tasksOf({ fingerprint: 'f00d', states: ['failed'] })).toHaveLength(1);
  expect(await tasksOf({ fingerprint: 'beef' })).toEqual([]);
});

test('runs are found by the run that started them', async () => {
  expect(await tasksOf({ parentId: PARENT })).toEqual(['child']);
  expect(await tasksOf({ parentId: Bun.randomUUIDv7() })).toEqual([]);
});

test('runs are found by the run that they do again', async () => {
  expect(await tasksOf({ replayOf: ORIGINAL })).toEqual(['child']);
  expect(await tasksOf({ replayOf: PARENT })).toEqual([]);
});

test('runs are found by the name of their worker', async () => {
  expect(await tasksOf({ worker: 'machine-1' })).toEqual(['noop']);
  expect(await tasksOf({ worker: 'nobody' })).toEqual([]);
  expect(await tasksOf({ schedule: 'nobody' })).toEqual([]);
});
