import { expect, test } from 'bun:test';
import type { Json } from '@fbrain/core/run/json';
import { copyText, type JsonView, MAX_LINES, previewText, toJsonLines } from './json-tree-model.ts';

const labels = (value: Json, view: JsonView = {}) => toJsonLines(value, view).map((line) => line.label);

test('the first two levels are open, deeper ones closed', () => {
  expect(labels({ a: { b: { c: 1 } }, d: 2 })).toEqual([null, 'a', 'b', 'd']);
});

test('a viewer opens and closes any part', () => {
  expect(labels({ a: { b: { c: 1 } }, d: 2 }, { toggles: { '/a/b': true } })).toEqual([null, 'a', 'b', 'c', 'd']);
  expect(labels({ a: { b: 1 }, d: 2 }, { toggles: { '': false } })).toEqual([null]);
});

test('on paper everything is open', () => {
  expect(labels({ a: { b: { c: [1] } } }, { toggles: { '': false }, isExpanded: true })).toHaveLength(5);
});

test('names with slashes and tildes have pointers of their own', () => {
  expect(toJsonLines({ 'a/b~c': 1 }, {}).at(-1)?.pointer).toBe('/a~1b~0c');
});

test('a path is what code would write', () => {
  const value = { orders: [{ 'first name': 1 }], '': 2 };
  const paths = (name: string) => toJsonLines(value, { name, isExpanded: true }).map(({ path }) => path);
  expect(paths('input')).toEqual([
    'input',
    'input.orders',
    'input.orders[0]',
    'input.orders[0]["first name"]',
    'input[""]',
  ]);
  expect(paths('')[1]).toBe('orders');
});

test('a search shows what has the text in its name or value, with what it lies in', () => {
  const value = {
    order: { id: 42, note: 'Fragile' },
    other: { deep: { deeper: ['fragile!'] } },
    fragileParts: { a: 1 },
  };
  expect(labels(value, { search: 'FRAGILE' })).toEqual([
    null,
    'order',
    'note',
    'other',
    'deep',
    'deeper',
    '0',
    'fragileParts',
  ]);
  expect(labels(value, { search: '42' })).toEqual([null, 'order', 'id']);
  expect(labels(value, { search: 'fragile', toggles: { '/fragileParts': true } }).at(-1)).toBe('a');
  expect(labels(value, { search: 'nowhere' })).toEqual([null]);
});

test('a secret is a plain value that no search finds', () => {
  const value = { password: { $secret: '••••' }, $secret: '••••' };
  expect(toJsonLines(value, {}).map(({ label, isSecret, children }) => ({ label, isSecret, children }))).toEqual([
    { label: null, isSecret: false, children: 2 },
    { label: 'password', isSecret: true, children: null },
    { label: '$secret', isSecret: false, children: null },
  ]);
  expect(labels({ password: { $secret: '••••' } }, { search: 'secret' })).toEqual([null]);
});

test('a long list starts closed and never draws more than the maximum', () => {
  const list = Array.from({ length: 5_000 }, (_, index) => index);
  expect(toJsonLines(list, {})).toHaveLength(1);
  expect(toJsonLines(list, { toggles: { '': true } })).toHaveLength(MAX_LINES);
});

test('a text longer than anyone reads is cut and says by how much', () => {
  expect(previewText('short')).toEqual({ shown: 'short', hidden: 0 });
  expect(previewText('x'.repeat(2_005)).hidden).toBe(5);
});

test('a text is copied as it is, all else as JSON', () => {
  expect(copyText('a\n"b"')).toBe('a\n"b"');
  expect(copyText({ a: null })).toBe('{\n  "a": null\n}');
});
