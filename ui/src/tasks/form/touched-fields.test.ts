import { expect, test } from 'bun:test';
import { isTouched } from './touched-fields.ts';

test('a field is touched once its value differs from the first one', () => {
  const first = { input: { name: 'a', list: [1] } };
  expect(isTouched('/input/name', first, { input: { name: 'a', list: [1] } })).toBe(false);
  expect(isTouched('/input/name', first, { input: { list: [1] } })).toBe(true);
  expect(isTouched('/input/list/0', first, { input: { name: 'a', list: ['1'] } })).toBe(true);
  expect(isTouched('/input/none', first, { input: { name: 'b', list: [1] } })).toBe(false);
});

test('names with marks and names of every object are names like others', () => {
  expect(isTouched('/a~1b', { 'a/b': 1 }, { 'a/b': 2 })).toBe(true);
  expect(isTouched('/constructor', {}, {})).toBe(false);
});
