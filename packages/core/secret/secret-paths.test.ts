import { describe, expect, test } from 'bun:test';
import type { JsonSchema } from '../task/task.ts';
import { findSecretPaths, touchesSecret } from './secret-paths.ts';

const SECRET = { type: 'string', secret: true };
const object = (properties: JsonSchema): JsonSchema => ({ type: 'object', properties });

describe('where the secrets of a schema are', () => {
  test('a schema without marks has none', () => {
    expect(findSecretPaths({ type: 'object', properties: { secret: { type: 'boolean' } } })).toEqual([]);
  });

  test('marks are found in properties, lists, maps, choices and references', () => {
    const schema = {
      ...object({
        password: SECRET,
        server: object({ key: SECRET, host: { type: 'string' } }),
        tokens: { type: 'array', items: object({ value: SECRET }) },
        pair: { type: 'array', prefixItems: [{ type: 'string' }, SECRET] },
        headers: { type: 'object', additionalProperties: SECRET },
        way: { anyOf: [object({ pin: SECRET }), { type: 'null' }] },
        referred: { $ref: '#/$defs/login' },
      }),
      $defs: { login: object({ secret: SECRET }) },
    };
    expect(findSecretPaths(schema)).toEqual([
      ['password'],
      ['server', 'key'],
      ['pair', null],
      ['headers', null],
      ['way', 'pin'],
      ['referred', 'secret'],
      ['tokens', null, 'value'],
    ]);
  });

  test('the whole value may be a secret', () => {
    expect(findSecretPaths(SECRET)).toEqual([[]]);
  });

  test.each([
    [{ not: SECRET }, 'inside of "not"'],
    [{ contains: SECRET }, 'inside of "contains"'],
    [{ properties: { child: { $ref: '#' }, password: SECRET } }, 'recursive'],
    [{ properties: { a: { $ref: 'other.json' }, b: SECRET } }, 'not inside of it'],
  ])('a mark that nobody can follow is refused: %j', (schema, reason) => {
    expect(() => findSecretPaths(schema as JsonSchema)).toThrow(reason);
  });

  test('a recursive schema whose marks are elsewhere is fine', () => {
    const tree = { properties: { child: { $ref: '#/$defs/tree' } } };
    expect(findSecretPaths({ properties: { tree: { $ref: '#/$defs/tree' }, key: SECRET }, $defs: { tree } })).toEqual([
      ['key'],
    ]);
  });

  test('a dotted path is known to touch a secret above or below it', () => {
    const paths = findSecretPaths(object({ server: object({ key: SECRET }) }));
    expect(touchesSecret(paths, 'server.key')).toBe(true);
    expect(touchesSecret(paths, 'server.key.id')).toBe(true);
    expect(touchesSecret(paths, 'server')).toBe(true);
    expect(touchesSecret(paths, 'server.host')).toBe(false);
  });
});
