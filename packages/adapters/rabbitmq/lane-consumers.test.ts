import { expect, test } from 'bun:test';
import { prefetchOf } from './lane-consumers.ts';

test('a worker takes a message for each of its slots, but never few or very many', () => {
  expect([1, 10, 64, 5_000].map(prefetchOf)).toEqual([10, 10, 64, 100]);
});
