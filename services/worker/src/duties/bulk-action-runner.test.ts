import { afterEach, expect, test } from 'bun:test';
import { silentLogger } from '@fbrain/adapters/logging/logger';
import { eventually } from '@fbrain/testing/eventually';
import { type BatchResult, type BulkActionBatchDeps, withinBytes } from './bulk-action-batch.ts';
import { type BulkActionRunner, batchLimit, createBulkActionRunner } from './bulk-action-runner.ts';

let runner: BulkActionRunner;
afterEach(() => runner.stop());

/** A runner whose batches are these answers; `asked` are the ids and limits they were asked with. */
function setup(batch: (count: number) => BatchResult, rate = 1_000) {
  const asked: [id: string, limit: number][] = [];
  const written: string[] = [];
  const sql = async (_: TemplateStringsArray, ...values: unknown[]) => void written.push(String(values[0]));
  runner = createBulkActionRunner({
    ...({ sql } as unknown as BulkActionBatchDeps),
    logger: silentLogger,
    runBatch: async (_, id, limitOf) => {
      asked.push([id, limitOf(rate)]);
      return batch(asked.length);
    },
  });
  return { asked, written };
}

const going = (runs: number, rate: number): BatchResult => ({ hasEnded: false, runs, rate });

test('an action goes no faster than it was asked to', async () => {
  const startedAtMs = performance.now();
  const { asked } = setup((count) => ({ ...going(10, 100), hasEnded: count === 3 }));
  runner.run(['a']);
  await eventually(() => expect(asked).toHaveLength(3));
  expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(190);
});

test('actions take turns, and none is worked on twice at once', async () => {
  const { asked } = setup(() => going(1, 100));
  runner.run(['a', 'b']);
  runner.run(['a', 'b']);
  await eventually(() => expect(asked.length).toBeGreaterThanOrEqual(6));
  expect(asked.slice(0, 4).map(([id]) => id)).toEqual(['a', 'b', 'a', 'b']);
});

test('a stopped runner begins no batch', async () => {
  // The next one would be a minute later.
  const { asked } = setup(() => going(60, 1));
  runner.run(['a']);
  await eventually(() => expect(asked).toHaveLength(1));
  await runner.stop();
  expect(asked).toHaveLength(1);
});

test('an action that fails again and again is tried with fewer runs, then given up with a reason', async () => {
  const { asked, written } = setup(() => {
    throw new Error('boom');
  });
  await eventually(() => {
    if (written.length === 0) runner.run(['a']);
    expect(written).toEqual([expect.stringContaining('boom')]);
  });
  expect(asked.map(([, limit]) => limit)).toEqual([250, 125, 62, 31, 15, 7]);
});

test('an outage of the database is no fault of the action', async () => {
  const { asked, written } = setup(() => {
    throw Object.assign(new Error('gone'), { code: 'ECONNREFUSED' });
  });
  await eventually(() => {
    runner.run(['a']);
    expect(asked.length).toBeGreaterThan(10);
  });
  expect(asked.every(([, limit]) => limit === 250)).toBe(true);
  expect(written).toEqual([]);
});

test('a batch is a share of a second, at least one run and at most a thousand', () => {
  expect([batchLimit(1, 0), batchLimit(1_000, 0), batchLimit(10_000, 0), batchLimit(2, 9)]).toEqual([1, 250, 1_000, 1]);
});

test('a batch of large runs is shorter, but never empty', () => {
  const runs = [5, 4, 3].map((bytes) => ({ id: String(bytes), bytes }));
  expect([withinBytes(runs, 9), withinBytes(runs, 1)].map((batch) => batch.length)).toEqual([2, 1]);
});
