import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { isInexact, numberText, parseNumber } from './parse-number.ts';

test('every number is read as it was shown', () => {
  const finite = fc.oneof(fc.double({ noDefaultInfinity: true, noNaN: true }), fc.maxSafeInteger());
  fc.assert(fc.property(finite, (value) => expect(parseNumber(numberText(value))).toBe(value === 0 ? 0 : value)));
});

test.each([
  ['', undefined],
  [' 1. ', 1],
  ['.5', 0.5],
  ['+7', 7],
  ['1e3', 1_000],
  ['9007199254740993', '9007199254740993'],
  ['9007199254740992', 9_007_199_254_740_992],
  ['1152921504606846976', '1152921504606846976'],
  ['12345678901234567890.0', '12345678901234567890.0'],
  ['1234567890123456789e0', '1234567890123456789e0'],
  ['0.12345678901234567890', '0.12345678901234567890'],
  ['-0012.50e3', -12_500],
  ['1000000000000000000000.0', 1e21],
  ['1e-400', '1e-400'],
  ['1e999', '1e999'],
  ['1,5', '1,5'],
  ['0x10', '0x10'],
])('%p stands for %p', (text, value) => {
  expect(parseNumber(text)).toBe(value);
});

test('a number that would change is told from a text that is none', () => {
  expect([isInexact('12345678901234567890'), isInexact('-1e400'), isInexact('0.1'), isInexact('twelve')]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
