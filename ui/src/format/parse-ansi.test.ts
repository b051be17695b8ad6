import { expect, test } from 'bun:test';
import { parseAnsi } from './parse-ansi.ts';

const ESC = '\u001b';

test('text without escapes is one plain part', () => {
  expect(parseAnsi('a <b> & c')).toEqual([{ text: 'a <b> & c', class: '' }]);
  expect(parseAnsi('')).toEqual([]);
});

test('colours and weights become tokens, until they are reset', () => {
  expect(parseAnsi(`${ESC}[1;31mError${ESC}[0m at ${ESC}[92mline${ESC}[39m 3`)).toEqual([
    { text: 'Error', class: 'text-bad font-semibold' },
    { text: ' at ', class: '' },
    { text: 'line', class: 'text-good' },
    { text: ' 3', class: '' },
  ]);
});

test('colours of large palettes stay plain, but for the sixteen that are known', () => {
  expect(parseAnsi(`${ESC}[38;5;9ma${ESC}[38;5;200mb${ESC}[38;2;31;32;33mc${ESC}[48;5;1md`)).toEqual([
    { text: 'a', class: 'text-bad' },
    { text: 'b', class: '' },
    { text: 'c', class: '' },
    { text: 'd', class: '' },
  ]);
});

test('what else terminals obey is left out', () => {
  const hostile = `${ESC}]8;;javascript:alert(1)\u0007click${ESC}]8;;\u0007${ESC}[2J${ESC}[999;1mbold${ESC}[m\u0000`;
  expect(parseAnsi(hostile)).toEqual([
    { text: 'click', class: '' },
    { text: 'bold', class: 'font-semibold' },
    { text: '\u2400', class: '' },
  ]);
});

test('a line of nothing but escapes is read in one go', () => {
  // Milliseconds; minutes if each escape looked at all of the line.
  const startedAtMs = performance.now();
  expect(parseAnsi(`${ESC}[31m`.repeat(100_000))).toEqual([]);
  expect(parseAnsi(`${ESC}[${'1;'.repeat(100_000)}`).length).toBe(1);
  expect(performance.now() - startedAtMs).toBeLessThan(20_000);
});
