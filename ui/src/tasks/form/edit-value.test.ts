import { expect, test } from 'bun:test';
import type { JsonSchema } from '@fbrain/core/task/task';
import { blankValue, shownValue, startValue, withItem } from './edit-value.ts';
import { toField } from './form-field.ts';

const fieldOf = (schema: JsonSchema) => toField(schema, schema);

test('what is chosen begins with what cannot be otherwise, null too', () => {
  expect(startValue(fieldOf({ type: 'null' }))).toBeNull();
  expect(startValue(fieldOf({ type: 'string' }))).toBe('');
  expect(startValue(fieldOf({ type: 'string', default: null }))).toBeNull();
  expect(startValue(fieldOf({ type: 'number' }))).toBeUndefined();
  expect(blankValue(fieldOf({ type: 'number' }))).toBeNull();
});

test('an item that is not filled in keeps its place and looks empty, null as a value does not', () => {
  expect(withItem([1, 'a', 2], 0, undefined)).toEqual([null, 'a', 2]);
  expect(withItem([1, 'a', 2], 1, undefined)).toEqual([1, '', 2]);
  expect(shownValue(fieldOf({ type: 'number' }), null)).toBeUndefined();
  expect(shownValue(fieldOf({ type: ['number', 'null'] }), null)).toBeNull();
});
