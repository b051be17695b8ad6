import { expect, test } from 'bun:test';
import type { JsonSchema } from '@fbrain/core/task/task';
import { type FormField, toField } from './form-field.ts';

const fieldOf = (schema: JsonSchema) => toField(schema, schema);

function ofKind<Kind extends FormField['kind']>(field: FormField | undefined, kind: Kind) {
  expect(field?.kind).toBe(kind);
  return field as Extract<FormField, { kind: Kind }>;
}

test.each([
  [{ type: 'string' }, 'text'],
  [{ pattern: '^a' }, 'text'],
  [{ type: 'integer' }, 'number'],
  [{ type: 'boolean' }, 'boolean'],
  [{ enum: ['a', 1, null] }, 'choice'],
  [{ const: 'a' }, 'choice'],
  [{ type: 'array' }, 'list'],
  [{ properties: {}, additionalProperties: false }, 'object'],
  [{ type: 'array', uniqueItems: true, items: { enum: ['a', 'b'] } }, 'choices'],
  [{ type: 'array', items: { enum: ['a', 'b'] } }, 'list'],
  [{ anyOf: [{ $ref: '#' }, { type: 'string' }] }, 'json'],
  [{ type: 'object' }, 'json'],
  [{}, 'json'],
] as [JsonSchema, FormField['kind']][])('%j is edited as %s', (schema, kind) => {
  expect(fieldOf(schema).kind).toBe(kind);
});

test('a union of literals is one choice', () => {
  const schema = { anyOf: [{ const: 'png', type: 'string' }, { const: 'webp' }, { enum: ['avif'] }] };
  expect(ofKind(fieldOf(schema), 'choice').options).toEqual(['png', 'webp', 'avif']);
});

test('a union of objects is named by what tells them apart', () => {
  const schema = {
    oneOf: [
      { type: 'object', properties: { kind: { const: 'url' }, url: { type: 'string' } } },
      { type: 'object', properties: { text: { type: 'string' } } },
      { title: 'Nothing', type: 'null' },
    ],
  };
  expect(ofKind(fieldOf(schema), 'union').options.map(({ label }) => label)).toEqual(['url', 'text', 'Nothing']);
});

test('several types are a union of them', () => {
  const { options } = ofKind(fieldOf({ type: ['string', 'null'], minLength: 1 }), 'union');
  expect(options.map(({ label, field }) => [label, field().kind])).toEqual([
    ['A text', 'text'],
    ['Nothing (null)', 'null'],
  ]);
});

test('required properties come first, and references are followed', () => {
  const schema = {
    type: 'object',
    required: ['name'],
    properties: { size: { $ref: '#/$defs/size' }, name: { allOf: [{ type: 'string' }, { minLength: 1 }] } },
    $defs: { size: { type: 'integer', title: 'Size' } },
  };
  const { properties } = ofKind(fieldOf(schema), 'object');
  expect(properties.map(({ name, isRequired }) => [name, isRequired])).toEqual([
    ['name', true],
    ['size', false],
  ]);
  expect(properties[1]?.field()).toMatchObject({ kind: 'number', isInteger: true, title: 'Size' });
  expect(properties[0]?.field()).toMatchObject({ kind: 'text', schema: { minLength: 1 } });
});

test('a schema that contains itself is read as deep as someone opens it', () => {
  const schema = { type: 'object', properties: { child: { $ref: '#' } } };
  const child = ofKind(fieldOf(schema), 'object').properties[0]?.field();
  expect(ofKind(child, 'object').properties[0]?.name).toBe('child');
});

test('a reference that goes in circles is edited as JSON', () => {
  expect(fieldOf({ $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/a' } } }).kind).toBe('json');
});

test('a tuple has a field per place and its own length', () => {
  const list = ofKind(fieldOf({ type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }] }), 'list');
  expect([list.itemAt(0).kind, list.itemAt(1).kind, list.maxItems]).toEqual(['text', 'number', 2]);
});

test('a record is an object with free names', () => {
  const record = ofKind(fieldOf({ type: 'object', patternProperties: { '^(.*)$': { type: 'number' } } }), 'object');
  expect(record.extra?.().kind).toBe('number');
});

test('conditions on an object do not hide its properties', () => {
  const schema = { type: 'object', properties: { a: {}, b: {} }, anyOf: [{ required: ['a'] }, { required: ['b'] }] };
  expect(fieldOf(schema).kind).toBe('object');
});

test('options that bring properties of their own are shown with those that all have', () => {
  const schema = {
    title: 'Message',
    required: ['kind'],
    properties: { kind: { enum: ['mail', 'call'] } },
    oneOf: [
      { properties: { kind: { const: 'mail' }, to: { type: 'string' } }, required: ['to'] },
      { properties: { kind: { const: 'call' }, number: { type: 'string' } } },
    ],
  };
  const { options } = ofKind(fieldOf(schema), 'union');
  expect(options.map(({ label }) => label)).toEqual(['mail', 'call']);
  const { properties } = ofKind(options[0]?.field(), 'object');
  expect(properties.map(({ name, isRequired }) => [name, isRequired])).toEqual([
    ['kind', true],
    ['to', true],
  ]);
});

test('where the name decides which rule applies, values are edited as JSON, and only they', () => {
  const schema = { properties: { a: { type: 'string' } }, patternProperties: { '^n': {}, '^t': { type: 'string' } } };
  const object = ofKind(fieldOf(schema), 'object');
  expect(object.properties[0]?.field().kind).toBe('text');
  expect(object.extra?.().kind).toBe('json');
});
