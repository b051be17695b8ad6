import { expect, test } from 'bun:test';
import { formatJson, parseJson } from './json-text.ts';
import { parseNumber } from './parse-number.ts';

test('nothing typed is no value, null is a value', () => {
  expect(parseJson('  ')).toEqual({ ok: true, value: undefined });
  expect(parseJson('null')).toEqual({ ok: true, value: null });
  expect(formatJson(undefined)).toBe('');
});

test('half-written JSON says what is wrong', () => {
  expect(parseJson('{"a":')).toMatchObject({ ok: false });
});

test.each([
  ['', undefined],
  [' 12 ', 12],
  ['-0.5', -0.5],
  ['1.', 1],
  ['1e3', 1_000],
  ['12px', '12px'],
  ['Infinity', 'Infinity'],
  ['0x10', '0x10'],
])('"%s" typed into a number field is %p', (text, value) => {
  expect(parseNumber(text)).toEqual(value as never);
});
