import { expect, test } from 'bun:test';
import { isLimitedTurn, isLowTurn, pickBand } from './lane-order.ts';

const picks = (count: number, waiting: number[]) => Array.from({ length: count }, (_, pick) => pickBand(pick, waiting));

test('seven of eight picks take the most urgent band, the eighth the least urgent one', () => {
  expect(picks(8, [5, 5, 5])).toEqual([0, 0, 0, 0, 0, 0, 0, 2]);
});

test('an empty band is passed over in both directions', () => {
  expect(picks(8, [0, 5, 0])).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
  expect(pickBand(7, [3, 1, 0])).toBe(1);
});

test('nothing is picked when nothing waits', () => {
  expect(pickBand(0, [0, 0, 0])).toBeUndefined();
  expect(pickBand(7, [0, 0, 0])).toBeUndefined();
});

test('one claim of four begins with limited runs, and never the one that begins with low ones', () => {
  const turns = Array.from({ length: 16 }, (_, pick) => pick);
  expect(turns.filter(isLimitedTurn)).toEqual([1, 5, 9, 13]);
  expect(turns.filter((pick) => isLimitedTurn(pick) && isLowTurn(pick))).toEqual([]);
});
