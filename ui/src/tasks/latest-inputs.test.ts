import { expect, test } from 'bun:test';
import type { Page } from '@fbrain/core/page/page';
import type { Json } from '@fbrain/core/run/json';
import type { RunSummary } from '@fbrain/core/run/run';
import { latestInputs } from './latest-inputs.ts';

/** A history of runs with these inputs, the newest first, and what was read of it. */
function given(inputs: Json[], pageSize = 5) {
  const read: number[] = [];
  return {
    read,
    listRuns: async (cursor: string | null): Promise<Page<RunSummary>> => {
      const from = Number(cursor ?? 0);
      const ids = inputs.map((_, index) => index).slice(from, from + pageSize);
      const nextCursor = from + pageSize < inputs.length ? String(from + pageSize) : null;
      return { items: ids.map((id) => ({ id: String(id) }) as RunSummary), nextCursor };
    },
    getRun: async (id: string) => {
      read.push(Number(id));
      return { input: inputs[Number(id)] ?? null, createdAt: `run ${id}` };
    },
  };
}

test('the five latest different inputs are offered, each once and with its latest use', async () => {
  const history = given([{ a: 1 }, { a: 1 }, { b: 2, c: 3 }, { c: 3, b: 2 }, 3, 4, 5, 6, 7]);
  expect(await latestInputs(history)).toEqual([
    { input: { a: 1 }, at: 'run 0' },
    { input: { b: 2, c: 3 }, at: 'run 2' },
    { input: 3, at: 'run 4' },
    { input: 4, at: 'run 5' },
    { input: 5, at: 'run 6' },
  ]);
});

test('a task that always gets the same is not read to its beginning', async () => {
  const history = given(Array.from({ length: 1_000 }, () => 'same'));
  expect(await latestInputs(history)).toEqual([{ input: 'same', at: 'run 0' }]);
  expect(history.read).toHaveLength(20);
});

test('a task that never ran has none', async () => {
  expect(await latestInputs(given([]))).toEqual([]);
});
