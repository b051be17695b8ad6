import { expect, test } from 'bun:test';
import { nearestNames } from './nearest-names.ts';
import { isName } from './task-name.ts';

const NAMES = ['csv.summarize', 'text.word-count', 'image.thumbnail', 'demo.sleep', 'demo.flaky'];

test('a typo finds the name that was meant', () => {
  expect(nearestNames('csv.sumarize', NAMES)).toEqual(['csv.summarize']);
  expect(nearestNames('thumbnail', NAMES)).toEqual(['image.thumbnail']);
});

test('a name that resembles none finds nothing', () => {
  expect(nearestNames('payroll.export', NAMES)).toEqual([]);
});

test('a hostile name costs no more than a long one', () => {
  expect(nearestNames('x'.repeat(1_000_000), NAMES)).toEqual([]);
});

test('names are lower-case, begin and end with a letter or digit, and are at most 100 characters', () => {
  for (const name of ['a', 'csv.summarize', 'a_b-c.d1']) expect(isName(name)).toBe(true);
  for (const name of ['', '.a', 'a.', 'A', 'a b', 'é', 'a'.repeat(101)]) expect(isName(name)).toBe(false);
});
