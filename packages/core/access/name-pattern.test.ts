import { expect, test } from 'bun:test';
import { matchesName } from './name-pattern.ts';

test('a star stands for any text, all else for itself', () => {
  for (const [pattern, name, isMatch] of [
    ['*', 'anything', true],
    ['*', '', true],
    ['csv.*', 'csv.read', true],
    ['csv.*', 'csv', false],
    ['csv.*', 'xcsv.read', false],
    ['csv', 'csv', true],
    ['csv', 'csv.read', false],
    ['*.read', 'csv.read', true],
    ['*.read', '.read', true],
    ['a*b*c', 'a-b-c', true],
    ['a*b*c', 'abc', true],
    ['a*b*c', 'acb', false],
    ['ab*ba', 'aba', false],
    ['a*a', 'a', false],
    ['a**b', 'ab', true],
    ['c.v', 'csv', false],
  ] as const) {
    expect({ pattern, name, isMatch: matchesName([pattern], name) }).toEqual({ pattern, name, isMatch });
  }
});

test('any of several patterns is enough; none means all, an empty list nothing', () => {
  expect(matchesName(['a', 'b*'], 'bc')).toBe(true);
  expect(matchesName(null, 'anything')).toBe(true);
  expect(matchesName([], 'anything')).toBe(false);
});

test('a hostile pattern takes no time', () => {
  // Less than a millisecond; one that backtracks takes for ever.
  const began = performance.now();
  expect(matchesName([`${'a*'.repeat(90)}b`], 'a'.repeat(200))).toBe(false);
  expect(performance.now() - began).toBeLessThan(5_000);
});
