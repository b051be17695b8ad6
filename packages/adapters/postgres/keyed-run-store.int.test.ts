import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { NewRun } from '@fbrain/core/run/run-request';
import { endOf, givenRuns, givenWorker, MANY, newRun } from '@fbrain/testing/factories';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { openDatabase } from './connection.ts';
import { type HashedRun, insertKeyedRuns } from './keyed-run-store.ts';
import { cancelRun } from './run-cancel-store.ts';
import { finishRuns } from './run-finish-store.ts';
import { getRun, listRuns } from './run-query-store.ts';

let database: TestDatabase;
const sql = () => database.sql;

beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

const keyed = (uniqueKey: string | null, changes: Partial<NewRun> = {}): HashedRun => ({
  ...newRun({ uniqueKey, ...changes }),
  requestHash: '00',
});
const insert = async (...runs: HashedRun[]) => await insertKeyedRuns(sql(), runs);
const unfinished = () => listRuns(sql(), { states: ['queued', 'running', 'scheduled'] }, { limit: 500 });

describe('a unique key', () => {
  test('that fifty requests take at once makes one run, and all get its id', async () => {
    const pool = openDatabase({ url: database.url, max: 20 });
    const answers = await Promise.all(Array.from({ length: 50 }, () => insertKeyedRuns(pool, [keyed('k')])));
    await pool.end();
    const [run, ...others] = await unfinished();
    expect(others).toEqual([]);
    expect(new Set(answers.flat())).toEqual(new Set([run?.id ?? '']));
  });

  test('is free again when its run has ended, however it ended', async () => {
    const [first = ''] = await insert(keyed('k'));
    await cancelRun(sql(), first);
    const [second = ''] = await insert(keyed('k'));
    const worker = await givenWorker(sql());
    const [claimed] = await worker.claimer.claimNext(['default'], MANY);
    expect(await insert(keyed('k'))).toEqual([second]);
    await finishRuns(sql(), worker.id, claimed ? [endOf(claimed)] : []);
    const third = keyed('k');
    expect(await insert(third)).toEqual([third.id]);
    expect((await getRun(sql(), second))?.uniqueKey).toBe('k');
  });

  test('whose runs end while others ask for it always has an owner and never two', async () => {
    const pool = openDatabase({ url: database.url, max: 8 });
    const ask = async () => {
      for (let n = 0; n < 40; n++) {
        const [id = ''] = await insertKeyedRuns(pool, [keyed('k')]);
        if (n % 2 === 0) await cancelRun(pool, id);
      }
    };
    await Promise.all(Array.from({ length: 6 }, ask));
    await pool.end();
    expect((await unfinished()).length).toBeLessThanOrEqual(1);
  });

  test('lets batches in opposite orders pass without a deadlock', async () => {
    const pool = openDatabase({ url: database.url, max: 10 });
    const keys = Array.from({ length: 30 }, (_, n) => `k${n}`);
    const batches = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        insertKeyedRuns(
          pool,
          (n % 2 === 0 ? keys : keys.toReversed()).map((key) => keyed(key)),
        ),
      ),
    );
    await pool.end();
    expect(await unfinished()).toHaveLength(30);
    expect(batches[1]).toEqual(batches[0]?.toReversed() ?? []);
  });
});

describe('a unique key given', () => {
  test('twice in a batch stands for the first of them; runs without one are inserted beside it', async () => {
    const [plain, first, second] = [keyed(null), keyed('k'), keyed('k')];
    expect(await insert(first, plain, second)).toEqual([first.id, plain.id, first.id]);
    expect(await unfinished()).toHaveLength(2);
  });

  test('together with an idempotency key: the latter keeps to the run it was answered with', async () => {
    const [holder = ''] = await insert(keyed('k'));
    expect(await insert(keyed('k', { idempotencyKey: 'order-1' }))).toEqual([holder]);
    await cancelRun(sql(), holder);
    expect(await insert(keyed('k', { idempotencyKey: 'order-1' }))).toEqual([holder]);
    expect(await unfinished()).toEqual([]);
  });

  test('while an open transaction holds it waits, and is refused in words when that does not end', async () => {
    let answer: Promise<string[]> | undefined;
    await sql().begin(async (tx) => {
      await tx`insert into fbrain.run ${tx({ ...ROW, id: Bun.randomUUIDv7(), unique_key: 'k' })}`;
      answer = insert(keyed('k'));
      expect(answer).rejects.toMatchObject({
        code: 'overloaded',
        message: expect.stringContaining('open transaction'),
      });
      await answer.catch(() => {});
    });
  });
});

const ROW = { task: 'noop', queue: 'default', state: 'scheduled', input: {}, max_attempts: 1, due_at: new Date() };

test('runs without a key may be as many and as alike as they like', async () => {
  await givenRuns(sql(), {}, {}, {});
  expect(await unfinished()).toHaveLength(3);
});
