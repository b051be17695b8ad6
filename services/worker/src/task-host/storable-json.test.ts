import { expect, test } from 'bun:test';
import { findJsonFault } from '@fbrain/core/run/json';
import { toStorableJson } from './storable-json.ts';

test('NUL and halves of surrogate pairs are replaced, in keys too', () => {
  const text = toStorableJson(JSON.stringify({ 'k\0': ['a\0b', '\ud83d', 'x\udc00y'] }));
  expect(JSON.parse(text)).toEqual({ 'k\ufffd': ['a\ufffdb', '\ufffd', 'x\ufffdy'] });
  expect(findJsonFault(JSON.parse(text))).toBeNull();
});

test('everything else stays as it is', () => {
  for (const value of ['\\u0000', '\\\\ud800', '😀', '\u0001\n"', 'C:\\ud8\\new']) {
    expect(JSON.parse(toStorableJson(JSON.stringify(value)))).toBe(value);
  }
});
