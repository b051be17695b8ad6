import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Conclusion } from '@fbrain/core/run/conclude-attempt';
import { endOf, givenRuns, givenWorker, MANY } from '@fbrain/testing/factories';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { finishRuns } from './run-finish-store.ts';
import { updateProgress } from './run-progress-store.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** Claims so many runs with a special input and answers how to finish them and what became of them. */
async function setup(count: number) {
  const { sql } = database;
  const input = JSON.stringify({ text: 'tab\t\u001f "quote" back\\slash {a,b} é 🙂' });
  const runs = await givenRuns(sql, ...Array.from({ length: count }, () => ({ inputJson: input, tags: ['a\u001fb'] })));
  const worker = await givenWorker(sql);
  const ids = runs.map(({ id }) => id);
  const { claimed } = await worker.claimer.claimByIds(ids, MANY);
  const ended = async () =>
    await sql<{ id: string; state: string; output: unknown; error: { message: string } | null }[]>`
      select id, state, output, error from fbrain.run_history where id = any(${ids}::uuid[]) order by id`;
  return { sql, worker, claimed, input, ended };
}

test('a claimed run has its input and tags to the letter', async () => {
  const { claimed, input } = await setup(1);
  expect(JSON.parse(claimed[0]?.inputJson ?? '')).toEqual(JSON.parse(input));
  expect(claimed[0]?.tags).toEqual(['a\u001fb']);
});

test('outputs are kept to the letter, whatever JSON they are', async () => {
  const outputs = [null, 'null', '', '{},"\\', 'a\u001f\n\té🙂', [], {}, { 'k"ey': ['\\"', { deep: [1.5, true] }] }, 0];
  const { sql, worker, claimed, ended } = await setup(outputs.length);
  const ends = claimed.map((run, index) =>
    endOf(run, { state: 'succeeded', attemptState: 'succeeded', outputJson: JSON.stringify(outputs[index]) }),
  );
  expect(await finishRuns(sql, worker.id, ends)).toEqual(ends.map(({ runId }) => runId));
  expect((await ended()).map(({ output }) => output)).toEqual(outputs);
});

test('of successes, failures and old fences in one batch each is dealt with by itself', async () => {
  const { sql, worker, claimed, ended } = await setup(3);
  const failed: Conclusion = {
    state: 'failed',
    attemptState: 'failed',
    error: { kind: 'exception', message: '"no" \\ {1,2}' },
  };
  const [first, second, third] = claimed.map((run, index) => endOf(run, index === 1 ? failed : undefined));
  if (!first || !second || !third) throw new Error('three runs were claimed');
  const accepted = await finishRuns(sql, worker.id, [{ ...first, attempt: 7 }, second, third]);
  expect(accepted).toEqual([second.runId, third.runId]);
  expect(await ended()).toMatchObject([
    { id: second.runId, state: 'failed', output: null, error: { message: '"no" \\ {1,2}' } },
    { id: third.runId, state: 'succeeded', output: { ok: true }, error: null },
  ]);
});

test('an end that is told twice at once is written once', async () => {
  const { sql, worker, claimed, ended } = await setup(2);
  const ends = claimed.map((run) => endOf(run));
  expect(await finishRuns(sql, worker.id, [...ends, ...ends])).toEqual(ends.map(({ runId }) => runId));
  expect(await ended()).toHaveLength(2);
});

test('runs that somebody asks to cancel while they end have one end, whatever comes first', async () => {
  const { sql, worker, claimed, ended } = await setup(100);
  const ids = claimed.map(({ id }) => id);
  const [accepted] = await Promise.all([
    finishRuns(
      sql,
      worker.id,
      claimed.map((run) => endOf(run)),
    ),
    sql`update fbrain.run set cancel_requested_at = now() where id = any(${ids}::uuid[])`,
    ...claimed.map(({ id, attempt }) =>
      updateProgress(sql, worker.id, [{ runId: id, attempt, fraction: 0.5, message: 'on its way' }]),
    ),
  ]);
  expect(accepted).toHaveLength(claimed.length);
  expect(await ended()).toHaveLength(claimed.length);
});
