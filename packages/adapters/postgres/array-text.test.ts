import { expect, test } from 'bun:test';
import { arrayText, jsonArrayText } from './array-text.ts';

test('ids and numbers stand as they are', () => {
  expect(arrayText([])).toBe('{}');
  expect(arrayText([1, 2])).toBe('{1,2}');
});

test('JSON is quoted, and nothing in it ends its quotes', () => {
  expect(jsonArrayText(['1', 'null', '"null"'])).toBe('{"1",null,"\\"null\\""}');
  expect(jsonArrayText([JSON.stringify({ a: '\\"},{' })])).toBe('{"{\\"a\\":\\"\\\\\\\\\\\\\\"},{\\"}"}');
});
