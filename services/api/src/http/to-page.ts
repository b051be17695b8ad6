import type { Page } from '@fbrain/core/page/page';

/** A page of at most `limit` of the items. Read one more than the limit: it tells whether there is a next page. */
export function toPage<Item>(items: readonly Item[], limit: number, cursorOf: (last: Item) => string): Page<Item> {
  const page = items.slice(0, limit);
  const last = page.at(-1);
  return { items: page, nextCursor: items.length > limit && last !== undefined ? cursorOf(last) : null };
}
