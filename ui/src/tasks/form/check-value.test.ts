import { expect, test } from 'bun:test';
import type { Json } from '@fbrain/core/run/json';
import type { JsonSchema } from '@fbrain/core/task/task';
import { checkValue, nearestOption } from './check-value.ts';

const paths = (value: Json | undefined, schema: JsonSchema) =>
  checkValue(value, schema, schema).map(({ path }) => path);

test.each([
  [{ type: 'string', minLength: 2 }, 'ab', 'a'],
  [{ type: 'string', maxLength: 2 }, '😀😀', 'abc'],
  [{ type: 'string', pattern: '^\\d{4}-\\d{2}$' }, '2026-11', 'November'],
  [{ type: 'string', format: 'date-time' }, '2026-11-22T10:00:00Z', 'tomorrow'],
  [{ type: 'string', format: 'unheard-of' }, 'anything', 1],
  [{ type: 'integer', minimum: 1, maximum: 3 }, 3, 3.5],
  [{ type: 'number', multipleOf: 0.1 }, 0.3, 0.35],
  [{ type: 'number', exclusiveMinimum: 0 }, 1, 0],
  [{ enum: ['a', 'b'] }, 'b', 'c'],
  [{ const: 1 }, 1, '1'],
  [{ type: ['string', 'null'] }, null, 5],
  [{ type: 'array', minItems: 1, uniqueItems: true }, [1, 2], [1, 1]],
  [{ anyOf: [{ type: 'string' }, { type: 'number' }] }, 5, true],
] as [JsonSchema, Json, Json][])('%j accepts %j and refuses %j', (schema, good, bad) => {
  expect(checkValue(good, schema, schema)).toEqual([]);
  expect(checkValue(bad, schema, schema)).not.toEqual([]);
});

test('each fault names its place as the server does', () => {
  const schema = {
    type: 'object',
    required: ['name'],
    additionalProperties: false,
    properties: { name: { type: 'string' }, 'a/b': { type: 'array', items: { type: 'number' } } },
  };
  expect(paths({ 'a/b': [1, 'x'], extra: 1 }, schema)).toEqual(['/name', '/a~1b/1', '/extra']);
});

test('of a union the option that comes nearest explains the fault', () => {
  const url = {
    type: 'object',
    required: ['url', 'kind'],
    properties: { kind: { const: 'url' }, url: { type: 'string' } },
  };
  const text = { type: 'string' };
  const schema = { anyOf: [text, url] };
  expect(paths({ kind: 'url' }, schema)).toEqual(['/url']);
  expect(nearestOption({ kind: 'url' }, [text, url], schema)).toBe(1);
});

test('a pattern that the browser cannot read is left to the server', () => {
  expect(paths('x', { type: 'string', pattern: '(?<bad' })).toEqual([]);
});

test('the mask of a secret passes for the secret that it stands for, other objects do not', () => {
  const schema = { type: 'string', minLength: 8 };
  expect(checkValue({ $secret: '••••' }, schema, schema)).toEqual([]);
  expect(checkValue({ $secret: 'mine' }, schema, schema)).toHaveLength(1);
});
