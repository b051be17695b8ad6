import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { NewRun } from '@fbrain/core/run/run-request';
import { newRun } from '@fbrain/testing/factories';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { insertRuns } from './run-insert-store.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** Columns of the runs, in their order, without what is meant to differ. */
async function stored(runs: readonly NewRun[]): Promise<object[]> {
  const { sql } = database;
  const rows = await sql<{ id: string }[]>`
    select * from fbrain.run where id = any(${runs.map(({ id }) => id)}::uuid[])`;
  return runs.map((run) => {
    const { id: _, ...columns } = rows.find(({ id }) => id === run.id) ?? { id: '' };
    return columns;
  });
}

const INPUTS = ['{"text":"tab\\t \\"quote\\" back\\\\slash {a,b} é 🙂"}', 'null', '"null"', '[]', '0', '{}', '""'];
const NOW_MS = Date.now();

/** Runs that differ in nothing but id, input and instant. */
const alike = (changes: Partial<NewRun> = {}): NewRun[] =>
  INPUTS.map((inputJson, index) =>
    newRun({ inputJson, createdAtMs: NOW_MS + index, dueAtMs: NOW_MS + index + 5_000, ...changes }),
  );

test.each([
  ['queued', {}],
  ['scheduled', { state: 'scheduled' }],
  ['with much that is said of them all', { maxAttempts: 7, rank: -3, timeoutMs: 9, expiresAtMs: NOW_MS + 60_000 }],
] satisfies [string, Partial<NewRun>][])(
  'runs that are alike are stored as each would be alone: %s',
  async (_, changes) => {
    const together = alike(changes);
    const apart = alike(changes);
    await insertRuns(database.sql, together);
    for (const run of apart) await insertRuns(database.sql, [run]);
    expect(await stored(together)).toEqual(await stored(apart));
  },
);

test.each([
  ['tags', { tags: ['eu'] }],
  ['metadata', { metadata: { by: 'Ada' } }],
  ['task', { task: 'other' }],
  ['backoff', { backoff: { kind: 'fixed', initialMs: 5 } as unknown as NewRun['backoff'] }],
  ['delay', { dueAtMs: NOW_MS + 1 }],
  ['unique key', { uniqueKey: 'only once' }],
] satisfies [string, Partial<NewRun>][])('one that differs in its %s keeps that to itself', async (_, difference) => {
  const runs = [...alike(), newRun({ createdAtMs: NOW_MS, dueAtMs: NOW_MS, ...difference })];
  await insertRuns(database.sql, runs);
  const columns = await stored(runs);
  const alone = newRun({ createdAtMs: NOW_MS, dueAtMs: NOW_MS, ...difference, uniqueKey: null });
  await insertRuns(database.sql, [alone]);
  const { uniqueKey: __, ...rest } = (columns.at(-1) ?? {}) as Record<string, unknown>;
  const { uniqueKey: ___, ...expected } = ((await stored([alone]))[0] ?? {}) as Record<string, unknown>;
  expect(rest).toEqual(expected);
  const others = alike();
  await insertRuns(database.sql, others);
  expect(columns.slice(0, -1)).toEqual(await stored(others));
});
