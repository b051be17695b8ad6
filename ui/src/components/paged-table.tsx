import type { Page } from '@fbrain/core/page/page';
import { createMemo, For, type JSX, Show } from 'solid-js';
import { MoreButton } from './more-button.tsx';
import { QueryView, type ViewedQuery } from './query-view.tsx';
import { scrollByKeys } from './scroll-by-keys.ts';

interface PagedTableProps<Item> {
  query: ViewedQuery<{ pages: Page<Item>[] }> & {
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    fetchNextPage: () => unknown;
  };
  /** The cells of the heading. */
  head: JSX.Element;
  row: (item: Item) => JSX.Element;
  empty: JSX.Element;
}

/** A table of a list that comes page by page. */
export function PagedTable<Item>(props: PagedTableProps<Item>) {
  return (
    <div ref={scrollByKeys} class="panel overflow-x-auto">
      <QueryView query={props.query}>
        {(data) => {
          const items = createMemo(() => data().pages.flatMap((page) => page.items));
          return (
            <Show when={items().length > 0} fallback={props.empty}>
              <table class="table">
                <thead>
                  <tr>{props.head}</tr>
                </thead>
                <tbody>
                  <For each={items()}>{props.row}</For>
                </tbody>
              </table>
              <Show when={props.query.hasNextPage}>
                <footer class="border-t px-3 py-2">
                  <MoreButton query={props.query} />
                </footer>
              </Show>
            </Show>
          );
        }}
      </QueryView>
    </div>
  );
}
