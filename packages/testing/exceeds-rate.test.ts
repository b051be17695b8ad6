import { expect, test } from 'bun:test';
import { exceedsRate } from './exceeds-rate.ts';
import { maxConcurrent } from './max-concurrent.ts';

const TEN_A_SECOND = { limit: 10, per: '1s', burst: 2 };

test('starts within the burst and the rate are allowed', () => {
  expect(exceedsRate([], TEN_A_SECOND)).toBeNull();
  expect(exceedsRate([0, 0, 100, 200, 300], TEN_A_SECOND)).toBeNull();
  expect(exceedsRate([300, 0, 100, 0, 200], TEN_A_SECOND)).toBeNull();
});

test('one start too many in any time is found, and the worst time is told', () => {
  expect(exceedsRate([0, 0, 0], TEN_A_SECOND)).toEqual({ fromMs: 0, toMs: 0, starts: 3, allowed: 2 });
  expect(exceedsRate([0, 5_000, 5_000, 5_099], TEN_A_SECOND)).toMatchObject({ fromMs: 5_000, toMs: 5_099, starts: 3 });
  expect(exceedsRate([0, 5_000, 5_000, 5_099], TEN_A_SECOND, 1)).toBeNull();
  expect(exceedsRate([0, 60, 120, 180, 240], { ...TEN_A_SECOND, burst: 1 })).toMatchObject({ fromMs: 0, toMs: 240 });
});

test('the most executions at once are counted for each key', () => {
  const run = (key: string, startMs: number, endMs: number) => ({ key, startMs, endMs });
  const executions = [
    run('a', 0, 10),
    run('a', 10, 20),
    run('a', 5, 12),
    run('b', 0, 99),
    run('b', 1, 2),
    run('b', 1, 3),
  ];
  expect(Object.fromEntries(maxConcurrent(executions))).toEqual({ a: 2, b: 3 });
});
