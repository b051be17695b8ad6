import { expect, test } from 'bun:test';
import { toQueryString } from './api-client.ts';

test('a query string repeats lists and leaves out what is empty', () => {
  expect(toQueryString({ state: ['queued', 'failed'], q: '', task: undefined, limit: 50, cursor: 'a/b' })).toBe(
    '?state=queued&state=failed&limit=50&cursor=a%2Fb',
  );
  expect(toQueryString({ state: [], cursor: null })).toBe('');
});
