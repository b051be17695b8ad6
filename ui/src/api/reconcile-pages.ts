import type { Page } from '@fbrain/core/page/page';
import type { InfiniteData } from '@tanstack/solid-query';
import { reconcile } from 'solid-js/store';

type List<Item> = InfiniteData<Page<Item>, string | null>;

/** What each shown page was made of. */
const sources = new WeakMap<object, object>();

/**
 * Brings what is shown of a paged list up to what was read: rows keep their identity by `id`, and pages that were not
 * read again are not looked at. Comparing all rows would take a tenth of a second at 10 000, with each change of the
 * query's state.
 */
export function reconcilePages<Item>(shown: List<Item> | undefined, read: List<Item>): List<Item> {
  // While the first page is on its way there is none, whatever the type of this option says.
  if (!read) return read;
  const pages = read.pages.map((page, index) => shownPage(shown?.pages[index], page));
  const isSame = shown?.pages.length === pages.length && pages.every((page, index) => page === shown.pages[index]);
  return isSame ? shown : { ...read, pages };
}

function shownPage<Item>(shown: Page<Item> | undefined, read: Page<Item>): Page<Item> {
  if (shown && sources.get(shown) === read) return shown;
  // A copy: what is shown is changed in place, what was read must not be.
  const page = shown ? reconcile(structuredClone(read), { key: 'id' })(shown) : structuredClone(read);
  sources.set(page, read);
  return page;
}
