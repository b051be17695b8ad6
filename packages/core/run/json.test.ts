import { expect, test } from 'bun:test';
import { canonicalJson } from './canonical-json.ts';
import { findJsonFault, type Json, MAX_JSON_DEPTH, toStorableText } from './json.ts';

test('what PostgreSQL cannot hold is found, with a pointer to the place', () => {
  expect(findJsonFault({ a: [1, { 'b/c': 'x\0' }] })).toMatchObject({ pointer: '/a/1/b~1c' });
  expect(findJsonFault({ 'k\0': 1 })?.message).toContain('NUL');
  expect(findJsonFault(['\ud800'])?.pointer).toBe('/0');
  expect(findJsonFault({ a: 'emoji 😀', b: null, c: [true, 1.5] })).toBeNull();
});

test('nesting beyond the bound is a fault, up to it is none', () => {
  const nested = (levels: number): Json => (levels === 0 ? 1 : [nested(levels - 1)]);
  expect(findJsonFault(nested(MAX_JSON_DEPTH))).toBeNull();
  expect(findJsonFault(nested(MAX_JSON_DEPTH + 1))?.message).toContain('nested');
});

test('text is made storable without touching anything else', () => {
  expect(toStorableText('a\0b\ud800c😀')).toBe('a\ufffdb\ufffdc😀');
});

test('equal values have equal canonical texts whatever the order of their keys', () => {
  expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: null })).toBe(canonicalJson({ a: null, b: [{ c: 2, d: 1 }] }));
  expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
});
