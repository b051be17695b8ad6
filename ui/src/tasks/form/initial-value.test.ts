import { expect, test } from 'bun:test';
import type { JsonSchema } from '@fbrain/core/task/task';
import { toField } from './form-field.ts';
import { initialValue } from './initial-value.ts';

const start = (schema: JsonSchema) => initialValue(toField(schema, schema), true);

test('a form starts with defaults and what cannot be otherwise, and leaves the rest to a person', () => {
  const schema = {
    type: 'object',
    required: ['kind', 'rows', 'dry', 'name', 'inner'],
    properties: {
      kind: { const: 'csv' },
      rows: { type: 'array', items: { type: 'number' } },
      dry: { type: 'boolean' },
      name: { type: 'string' },
      inner: { type: 'object', properties: { depth: { type: 'integer', default: 3 }, note: { type: 'string' } } },
      optional: { type: 'object', properties: {} },
      limit: { type: 'integer', default: 10 },
    },
  };
  expect(start(schema)).toEqual({ kind: 'csv', rows: [], dry: false, inner: { depth: 3 }, limit: 10 });
});

test('a schema that demands itself does not hang the page', () => {
  const schema = { type: 'object', required: ['child'], properties: { child: { $ref: '#' } } };
  expect(start(schema)).toHaveProperty('child.child.child');
});

test('a schema that demands a million of everything neither hangs the page nor fills it', () => {
  const schema = {
    type: 'array',
    minItems: 1_000_000,
    items: { type: 'object', required: ['a', 'b'], properties: { a: { $ref: '#' }, b: { $ref: '#' } } },
  };
  expect(JSON.stringify(start(schema)).length).toBeLessThan(100_000);
});

test('a name that every object has is a name like others', () => {
  const schema = { type: 'object', properties: JSON.parse('{"__proto__": {"default": 1}}') };
  expect(JSON.stringify(start(schema))).toBe('{"__proto__":1}');
});
