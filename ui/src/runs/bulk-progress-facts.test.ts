import { expect, test } from 'bun:test';
import type { BulkAction } from '@fbrain/core/run/bulk-action';
import { countText, fractionOf, shownActions } from './bulk-progress-facts.ts';

const action = (changes: Partial<BulkAction>) =>
  ({ id: 'a', state: 'running', matched: 10, done: 0, skipped: 0, failed: 0, ...changes }) as BulkAction;

test('skipped and failed runs are dealt with, too', () => {
  expect(fractionOf(action({ done: 2, skipped: 2, failed: 1 }))).toBe(0.5);
});

test('a running action never looks complete, an ended one always does', () => {
  expect(fractionOf(action({ done: 25 }))).toBe(0.99);
  expect(fractionOf(action({ matched: 0 }))).toBe(0);
  expect(fractionOf(action({ matched: 0, state: 'succeeded' }))).toBe(1);
});

test('an ended action is shown to who started it, a running one to all', () => {
  const actions = [action({ id: 'a' }), action({ id: 'b', state: 'failed' }), action({ id: 'c', state: 'succeeded' })];
  expect(shownActions(actions, new Set(['b'])).map(({ id }) => id)).toEqual(['a', 'b']);
});

test('an estimate says that it is one', () => {
  expect(countText({ count: 1_234, isExact: true }, 'en')).toBe('1,234');
  expect(countText({ count: 20_000, isExact: false }, 'en')).toBe('≈ 20,000');
});
