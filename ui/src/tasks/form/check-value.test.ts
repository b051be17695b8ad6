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
  [{ anyOf: [{ required: ['a'] }], oneOf: [{ maxProperties: 1 }] }, { a: 1 }, { a: 1, b: 2 }],
  [{ enum: [{ a: 1, b: 2 }] }, { b: 2, a: 1 }, { a: 1 }],
  [{ patternProperties: { '^x-': { type: 'number' } }, additionalProperties: false }, { 'x-1': 1 }, { y: 1 }],
  [{ dependentRequired: { a: ['b'] } }, { b: 1 }, { a: 1 }],
  [{ propertyNames: { maxLength: 2 }, minProperties: 1 }, { ab: 1 }, { abc: 1 }],
  [{ required: ['constructor'] }, { constructor: 1 }, {}],
  [{ items: [{ type: 'number' }], additionalItems: { type: 'string' } }, [1, 'a'], [1, 2]],
  [{ format: 'date' }, '2028-02-29', '2026-02-29'],
  [{ format: 'time' }, '09:30:00Z', '09:30'],
  [{ format: 'email' }, 'ada@example.org', 'ada@example'],
  [{ format: 'uri' }, 'mailto:ada@example.org', 'example.org/page'],
  [{ format: 'uuid' }, 'urn:uuid:123e4567-e89b-12d3-a456-426614174000', '123e4567'],
  [{ format: 'hostname' }, 'www.example.org', '-www'],
  [{ format: 'ipv4' }, '192.0.2.7', '192.0.2.700'],
  [{ format: 'duration' }, 'P3DT12H', '3 days'],
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

test('a union that contains itself is left to the server', () => {
  const schema = { anyOf: [{ $ref: '#' }, { $ref: '#/anyOf/0' }] };
  expect(checkValue('x', schema, schema)).toEqual([]);
});

test('a number of too many digits is explained as what it is', () => {
  const [fault] = checkValue('12345678901234567890', { type: 'integer' }, {});
  expect(fault?.message).toContain('has more digits than can be kept');
});
