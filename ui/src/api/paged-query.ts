import type { Page } from '@fbrain/core/page/page';
import { infiniteQueryOptions, keepPreviousData } from '@tanstack/solid-query';
import { getJson, toQueryString } from './api-client.ts';

/** A list that comes page by page; the key of the cache is the path and the filter. */
export const pagedQuery = <Item>(path: string, filter: Readonly<Record<string, string | undefined>> = {}) =>
  infiniteQueryOptions({
    queryKey: [path.slice(1), filter] as const,
    queryFn: ({ pageParam, signal }) =>
      getJson<Page<Item>>(`${path}${toQueryString({ ...filter, cursor: pageParam })}`, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }: Page<Item>) => nextCursor,
    placeholderData: keepPreviousData,
  });
