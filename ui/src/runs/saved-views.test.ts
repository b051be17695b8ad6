import { expect, test } from 'bun:test';
import { readViews, withView } from './saved-views.ts';

test('what a browser kept is read, and nonsense is left out', () => {
  expect(readViews('[{"name":"a","query":"state:failed"},{"name":1},null]')).toEqual([
    { name: 'a', query: 'state:failed' },
  ]);
  for (const nonsense of [null, '', '{', '{}', '7']) expect(readViews(nonsense)).toEqual([]);
});

test('a view takes the place of one with its name', () => {
  const views = withView(withView([], { name: ' mine ', query: 'a' }), { name: 'mine', query: 'b' });
  expect(views).toEqual([{ name: 'mine', query: 'b' }]);
});
