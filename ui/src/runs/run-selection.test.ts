import { expect, test } from 'bun:test';
import { between, createRunSelection } from './run-selection.ts';

const IDS = ['a', 'b', 'c', 'd'];

test('a range is picked in either direction, and dropped as one', () => {
  const selection = createRunSelection(() => IDS);
  selection.toggle('c', false);
  selection.toggle('a', true);
  expect(selection.ids().toSorted()).toEqual(['a', 'b', 'c']);
  selection.toggle('b', false);
  expect(selection.ids().toSorted()).toEqual(['a', 'c']);
  selection.clear();
  expect(selection.ids()).toEqual([]);
});

test('a range from a run that has left the list is the run alone', () => {
  expect(between(IDS, 'gone', 'b')).toEqual(['b']);
});

test('no more are picked than one request can name', () => {
  const many = Array.from({ length: 1_500 }, (_, index) => `id-${index}`);
  const selection = createRunSelection(() => many);
  selection.toggle('id-0', false);
  selection.toggle('id-1499', true);
  expect(selection.ids()).toHaveLength(1_000);
});
