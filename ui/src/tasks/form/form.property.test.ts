import { expect, test } from 'bun:test';
import type { Json, JsonObject } from '@fbrain/core/run/json';
import type { JsonSchema } from '@fbrain/core/task/task';
import fc from 'fast-check';
import { isSameJson } from './check-scalar.ts';
import { checkValue, nearestOption } from './check-value.ts';
import { shownValue, withItem, withProperty } from './edit-value.ts';
import { type FormField, toField } from './form-field.ts';
import { initialValue } from './initial-value.ts';
import { formatJson, parseJson } from './json-text.ts';
import { numberText, parseNumber } from './parse-number.ts';
import { asObject, propertyOf } from './resolve-schema.ts';
import { shownText, textControl, textOf, typedText } from './text-control.ts';

/** A schema and a value that the server would take for it. */
interface Pair {
  schema: JsonSchema;
  value: Json;
}

const pair = (schema: JsonSchema, value: fc.Arbitrary<Json>): fc.Arbitrary<Pair> =>
  value.map((v) => ({ schema, value: v }));
const json = (): fc.Arbitrary<Json> => fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as Json);
const format = (name: string, value: fc.Arbitrary<string>) => pair({ type: 'string', format: name }, value);
const instant = fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-01-01') });
const names = fc.oneof(fc.string(), fc.constantFrom('constructor', '__proto__', 'a/b', 'a~b', ''));

const texts = fc.oneof(
  pair({ type: 'string' }, fc.string({ unit: 'grapheme' })),
  pair({ type: 'string', maxLength: 10 }, fc.string({ unit: fc.constantFrom('a', '\n', '\r', '"'), maxLength: 10 })),
  format(
    'date',
    instant.map((at) => at.toISOString().slice(0, 10)),
  ),
  format(
    'date-time',
    fc.oneof(
      instant.map((at) => at.toISOString()),
      fc.constant('2026-03-14T09:30:00.1234567+05:30'),
    ),
  ),
  format(
    'time',
    instant.map((at) => at.toISOString().slice(11)),
  ),
  format('email', fc.emailAddress()),
  format('uri', fc.webUrl()),
  format('uuid', fc.uuid()),
  format('ipv4', fc.ipV4()),
  format('ipv6', fc.ipV6()),
  format('duration', fc.constantFrom('P3D', 'PT5M', 'P1Y2M', 'P2W')),
  format('unheard-of', fc.string()),
);
const scalars = fc.oneof(
  texts,
  pair(
    { type: 'number' },
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (n === 0 ? 0 : n)),
  ),
  pair({ type: 'integer', minimum: -5, maximum: 5 }, fc.integer({ min: -5, max: 5 })),
  pair(
    { type: 'number', multipleOf: 7, exclusiveMinimum: 0 },
    fc.integer({ min: 1, max: 1e6 }).map((n) => n * 7),
  ),
  pair({ type: 'boolean' }, fc.boolean()),
  pair({ type: 'null' }, fc.constant(null)),
  pair({ type: ['string', 'null'] }, fc.option(fc.string())),
  pair({}, json()),
  fc.uniqueArray(json(), { minLength: 1 }).map((options) => ({ schema: { enum: options }, value: options[0] ?? null })),
  json().map((value) => ({ schema: { const: value }, value })),
);
const tupleOf = (items: Pair[]): Pair => ({
  schema: { type: 'array', prefixItems: items.map(({ schema }) => schema), items: false },
  value: items.map(({ value }) => value),
});
const listOf = ({ schema, value }: Pair, length: number): Pair => ({
  schema: { type: 'array', items: schema, uniqueItems: length < 2 },
  value: Array.from({ length }, () => value),
});
function objectOf(properties: [string, Pair, boolean][]): Pair {
  const entries = [...new Map(properties.map(([name, item, isRequired]) => [name, { ...item, isRequired }]))];
  return {
    schema: {
      type: 'object',
      properties: Object.fromEntries(entries.map(([name, { schema }]) => [name, schema])),
      required: entries.filter(([, { isRequired }]) => isRequired).map(([name]) => name),
      additionalProperties: false,
    },
    value: Object.fromEntries(entries.map(([name, { value }]) => [name, value])),
  };
}
const mapOf = (name: string, { schema, value }: Pair): Pair => ({
  schema: { type: 'object', additionalProperties: schema },
  value: Object.fromEntries([[name, value]]),
});
const unionOf = (one: Pair, other: Pair, kind: string): Pair => ({
  schema: { [kind]: [one.schema, other.schema] },
  value: one.value,
});

const { any: pairs } = fc.letrec<{ any: Pair }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalars,
    fc.array(tie('any'), { maxLength: 3 }).map(tupleOf),
    fc.tuple(tie('any'), fc.integer({ min: 0, max: 3 })).map(([item, length]) => listOf(item, length)),
    fc.array(fc.tuple(names, tie('any'), fc.boolean()), { maxLength: 4 }).map(objectOf),
    fc.tuple(names, tie('any')).map(([name, item]) => mapOf(name, item)),
    fc.tuple(tie('any'), tie('any'), fc.constantFrom('anyOf', 'oneOf')).map(([a, b, kind]) => unionOf(a, b, kind)),
    tie('any').map(({ schema, value }) => ({ schema: { allOf: [schema, { title: 'Part' }] }, value })),
  ),
}));

/** The value once every control has been told again what it shows. */
function retype(field: FormField, value: Json, root: JsonSchema): Json {
  switch (field.kind) {
    case 'text': {
      if (typeof value !== 'string' || value === '') return value;
      const control = textControl(field, value);
      const typed = typedText(control, shownText(control, textOf(value)), true);
      // The same instant in another zone.
      return control === 'instant' && Date.parse(typed ?? '') === Date.parse(value) ? value : (typed ?? null);
    }
    case 'number':
      return typeof value === 'number' ? (parseNumber(numberText(value)) ?? null) : value;
    case 'choice':
      return field.options.find((option) => isSameJson(option, value)) ?? value;
    case 'list':
      return Array.isArray(value)
        ? value.reduce<Json[]>((items, item, i) => retypeItem(field, items, item, i, root), value)
        : value;
    case 'object':
      return isSameJson(asObject(value), value) ? retypeObject(field, asObject(value), root) : value;
    case 'union': {
      const fields = field.options.map((option) => option.field());
      const chosen =
        fields[
          nearestOption(
            value,
            fields.map(({ schema }) => schema),
            root,
          )
        ];
      return chosen ? retype(chosen, value, root) : value;
    }
    case 'json': {
      const parsed = parseJson(formatJson(value));
      return parsed.ok ? (parsed.value ?? null) : value;
    }
    default:
      return value;
  }
}

function retypeItem(
  field: Extract<FormField, { kind: 'list' }>,
  items: Json[],
  item: Json,
  index: number,
  root: JsonSchema,
): Json[] {
  const own = field.itemAt(index);
  const shown = shownValue(own, item);
  return withItem(items, index, shown === undefined ? undefined : retype(own, shown, root));
}

function retypeObject(field: Extract<FormField, { kind: 'object' }>, object: JsonObject, root: JsonSchema): JsonObject {
  let result = object;
  for (const { name, field: property } of field.properties) {
    const value = propertyOf(object, name);
    if (value !== undefined) result = withProperty(result, name, retype(property(), value, root));
  }
  return result;
}

test('what the server takes is shown without a fault, and comes out of the form as it went in', () => {
  fc.assert(
    fc.property(pairs, ({ schema, value }) => {
      expect(checkValue(value, schema, schema)).toEqual([]);
      expect(retype(toField(schema, schema), value, schema)).toEqual(value);
    }),
    { numRuns: 1_000 },
  );
});

/** Schemas as only a mistake or malice writes them: keywords with values of any kind, and references in circles. */
const KEYWORDS = ['type', 'properties', 'items', 'prefixItems', 'anyOf', 'oneOf', 'allOf', 'enum', 'const', 'required'];
const MORE_KEYWORDS = ['$ref', 'minItems', 'pattern', 'patternProperties', 'additionalProperties', 'format', 'default'];
const { schema: hostile } = fc.letrec<{ schema: Json }>((tie) => ({
  schema: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<Json>('#', '#/anyOf/0', '#/%', 'string', 'array', 'object', 1e9, -1, true, false, null, '(', '^a'),
    fc.constantFrom<Json>({ $ref: '#' }, { $ref: '#/properties/a' }, { $ref: 'https://example.org/x' }),
    fc.array(tie('schema'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...KEYWORDS, ...MORE_KEYWORDS, 'a'), tie('schema'), { maxKeys: 4 }),
  ),
}));

test('no schema breaks the form, and none changes a value that nobody edits', () => {
  fc.assert(
    fc.property(hostile, json(), (schema, value) => {
      const root = asObject(JSON.parse(JSON.stringify(schema)));
      const field = toField(root, root);
      expect(() => initialValue(field, true)).not.toThrow();
      expect(Array.isArray(checkValue(value, root, root))).toBe(true);
      expect(retype(field, value, root)).toEqual(value);
    }),
    { numRuns: 2_000 },
  );
});
