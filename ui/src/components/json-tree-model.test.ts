import { expect, test } from 'bun:test';
import { MAX_LINES, previewText, toJsonLines } from './json-tree-model.ts';

const labels = (...args: Parameters<typeof toJsonLines>) => toJsonLines(...args).map((line) => line.label);

test('the first two levels are open, deeper ones closed', () => {
  expect(labels({ a: { b: { c: 1 } }, d: 2 }, {})).toEqual([null, 'a', 'b', 'd']);
});

test('a viewer opens and closes any part', () => {
  expect(labels({ a: { b: { c: 1 } }, d: 2 }, { '/a/b': true })).toEqual([null, 'a', 'b', 'c', 'd']);
  expect(labels({ a: { b: 1 }, d: 2 }, { '': false })).toEqual([null]);
});

test('names with slashes and tildes have pointers of their own', () => {
  expect(toJsonLines({ 'a/b~c': 1 }, {}).at(-1)?.pointer).toBe('/a~1b~0c');
});

test('a long list starts closed and never draws more than the maximum', () => {
  const list = Array.from({ length: 5_000 }, (_, index) => index);
  expect(toJsonLines(list, {})).toHaveLength(1);
  expect(toJsonLines(list, { '': true })).toHaveLength(MAX_LINES);
});

test('a text longer than anyone reads is cut and says by how much', () => {
  expect(previewText('short')).toEqual({ shown: 'short', hidden: 0 });
  expect(previewText('x'.repeat(2_005)).hidden).toBe(5);
});
