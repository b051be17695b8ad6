import { expect, test } from 'bun:test';
import { reconcilePages } from './reconcile-pages.ts';

const page = (...ids: string[]) => ({ items: ids.map((id) => ({ id, state: 'running' })), nextCursor: null });
const list = (...pages: ReturnType<typeof page>[]) => ({ pages, pageParams: [] });

test('a further page leaves those before as they are', () => {
  const first = page('a', 'b');
  const shown = reconcilePages(undefined, list(first));
  const longer = reconcilePages(shown, list(first, page('c')));
  expect(longer?.pages[0]).toBe(shown?.pages[0]);
  expect(longer).toEqual(list(page('a', 'b'), page('c')));
});

test('the same pages are the same list', () => {
  const first = page('a');
  const shown = reconcilePages(undefined, list(first));
  expect(reconcilePages(shown, list(first))).toBe(shown);
});

test('rows of a page that was read again keep their identity, whatever comes before them', () => {
  const shown = reconcilePages(undefined, list(page('a', 'b')));
  const row = shown?.pages[0]?.items[0];
  const read = list(page('new', 'a'));
  const now = reconcilePages(shown, read);
  expect(now?.pages[0]?.items[1]).toBe(row);
  expect(now).toEqual(read);
});

test('what was read is never changed by what is shown later', () => {
  const read = list(page('a'));
  const shown = reconcilePages(undefined, read);
  reconcilePages(shown, list({ items: [{ id: 'a', state: 'succeeded' }], nextCursor: null }));
  expect(read).toEqual(list(page('a')));
});

test('fewer pages, or none yet, are shown as such', () => {
  const shown = reconcilePages(undefined, list(page('a'), page('b')));
  expect(reconcilePages(shown, list(page('c')))).toEqual(list(page('c')));
  expect(reconcilePages(undefined, undefined as never)).toBeUndefined();
});
