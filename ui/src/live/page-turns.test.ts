import { expect, test } from 'bun:test';
import { createPageTurns } from './page-turns.ts';

test('the two pages that were used last follow the server', () => {
  const turns = createPageTurns();
  for (const page of ['a', 'b', 'b', 'c']) turns.used(page);
  expect(['a', 'b', 'c'].filter(turns.has)).toEqual(['b', 'c']);
  turns.used('a');
  expect(['a', 'b', 'c'].filter(turns.has)).toEqual(['a', 'c']);
});
