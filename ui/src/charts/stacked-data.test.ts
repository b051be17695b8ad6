import { expect, test } from 'bun:test';
import { stackedData } from './stacked-data.ts';

test('each series stands on those below it, the highest drawn first', () => {
  const series = [{ values: [3, 0, 1] }, { values: [0, 2, 1] }];
  expect(stackedData([10, 20, 30], series)).toEqual([
    [10, 20, 30],
    [null, 2, 2],
    [3, null, 1],
  ]);
});

test('no series is an empty chart', () => {
  expect(stackedData([10], [])).toEqual([[10]]);
});
