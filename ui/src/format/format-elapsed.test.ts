import { expect, test } from 'bun:test';
import { formatElapsed } from './format-elapsed.ts';

test.each([
  [0, '0 ms'],
  [-5, '0 ms'],
  [840, '840 ms'],
  [1_000, '1.0 s'],
  [12_440, '12.4 s'],
  [59_960, '1 m 00 s'],
  [185_000, '3 m 05 s'],
  [7_200_000, '2 h 00 m'],
  [273_600_000, '3 d 04 h'],
])('%d milliseconds read %s', (ms, text) => {
  expect(formatElapsed(ms)).toBe(text);
});
