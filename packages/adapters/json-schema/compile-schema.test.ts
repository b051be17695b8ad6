import { describe, expect, test } from 'bun:test';
import type { JsonSchema } from '@fbrain/core/task/task';
import { DURATION_PATTERN } from '@fbrain/core/time/duration';
import { compileSchema, findSchemaFault } from './compile-schema.ts';

const REPORT: JsonSchema = {
  type: 'object',
  properties: {
    month: { type: 'string', pattern: '^\\d{4}-\\d{2}$' },
    rows: { type: 'array', items: { type: 'object', properties: { n: { type: 'integer' } } } },
    mode: { anyOf: [{ const: 'fast' }, { const: 'exact' }] },
    unit: { enum: ['cm', 'in'] },
    at: { type: 'string', format: 'date-time' },
  },
  required: ['month'],
  additionalProperties: false,
};

describe('checking a value against a schema', () => {
  test('a valid value has no errors', () => {
    expect(compileSchema(REPORT)({ month: '2026-11', rows: [{ n: 1 }], mode: 'fast', unit: 'cm' })).toEqual([]);
  });

  test('a text that is no duration is told by example, other patterns as they are', () => {
    const schema = { properties: { per: { pattern: DURATION_PATTERN }, month: { pattern: '^x' } } };
    expect(compileSchema(schema)({ per: 'hourly', month: 'May' })).toEqual([
      { path: '/per', message: 'must be a duration such as "500ms", "30s", "5m", "2h" or "7d"' },
      { path: '/month', message: 'must match pattern "^x"' },
    ]);
  });

  test('every error has a JSON pointer and a readable message', () => {
    const value = { rows: [{ n: 1 }, { n: 'x' }], unit: 'm', 'a/b': 1, at: 'noon' };
    expect(compileSchema(REPORT)(value)).toEqual([
      { path: '/month', message: 'is required' },
      { path: '/a~1b', message: 'is not a known property' },
      { path: '/rows/1/n', message: 'must be integer' },
      { path: '/unit', message: 'must be one of "cm", "in"' },
      { path: '/at', message: 'must match format "date-time"' },
    ]);
  });

  test('a value that matches no choice is told the choices', () => {
    const errors = compileSchema(REPORT)({ month: '2026-11', mode: 'slow' });
    expect(errors).toEqual([{ path: '/mode', message: 'must be one of "fast", "exact"' }]);
  });

  test('a wrong kind of value is reported at the root', () => {
    expect(compileSchema(REPORT)(null)).toEqual([{ path: '', message: 'must be object' }]);
  });

  test('a thousand errors are cut to a readable number', () => {
    const value = { month: '2026-11', rows: Array.from({ length: 1_000 }, () => ({ n: 'x' })) };
    expect(compileSchema(REPORT)(value)).toHaveLength(50);
  });
});

describe('which schemas can be used', () => {
  test('tuples of draft-07 and of draft 2020-12 both work, with and without $schema', () => {
    const old = { type: 'array', items: [{ type: 'string' }, { type: 'number' }], additionalItems: false };
    const current = { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }], items: false };
    for (const schema of [old, { ...old, $schema: 'http://json-schema.org/draft-07/schema#' }, current]) {
      expect(compileSchema(schema)(['a', 1])).toEqual([]);
      expect(compileSchema(schema)(['a', 'b'])).toEqual([{ path: '/1', message: 'must be number' }]);
    }
  });

  test('two schemas may carry the same $id', () => {
    expect(compileSchema({ $id: 'input', type: 'string' })(1)).toHaveLength(1);
    expect(compileSchema({ $id: 'input', type: 'number' })(1)).toEqual([]);
  });

  test('the same schema object is compiled once', () => {
    expect(compileSchema(REPORT)).toBe(compileSchema(REPORT));
  });

  test('unknown keywords are annotations', () => {
    expect(findSchemaFault({ type: 'string', 'x-order': 1, widget: 'textarea' })).toBeNull();
  });

  test('a broken schema says what is wrong', () => {
    expect(findSchemaFault({ type: 'strin' })).toContain(
      'schema is invalid: data/type must be equal to one of the allowed values',
    );
    expect(findSchemaFault({ $ref: 'https://example.com/other.json' })).toContain("can't resolve reference");
    expect(findSchemaFault({ type: 'string', pattern: '(' })).toContain('Invalid regular expression');
    expect(findSchemaFault({ $async: true })).toContain('$async');
  });
});
