import type { ErrorGroup, ErrorGroupDetail, ErrorGroupFilter, ErrorGroupState } from '@fbrain/core/errors/error-group';
import type { Page } from '@fbrain/core/page/page';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/solid-query';
import { getJson, patchJson, toQueryString } from '../api/api-client.ts';

export const errorKeys = { all: ['errors'] as const };

/** No event tells of a group; those of its runs are too many to read again for each. */
const REFETCH_MS = 10_000;
const PAGE_SIZE = 50;

const pathOf = (fingerprint: string): string => `/errors/${encodeURIComponent(fingerprint)}`;

/** Groups that match, those seen last first, page by page. */
export const errorListQuery = (filter: ErrorGroupFilter) =>
  infiniteQueryOptions({
    queryKey: [...errorKeys.all, 'list', filter] as const,
    queryFn: ({ pageParam, signal }) =>
      getJson<Page<ErrorGroup>>(`/errors${toQueryString({ ...filter, cursor: pageParam, limit: PAGE_SIZE })}`, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: REFETCH_MS,
    reconcile: 'fingerprint',
  });

export const errorQuery = (fingerprint: string) =>
  queryOptions({
    queryKey: [...errorKeys.all, 'one', fingerprint] as const,
    queryFn: ({ signal }) => getJson<ErrorGroupDetail>(pathOf(fingerprint), signal),
    refetchInterval: REFETCH_MS,
  });

export const setErrorState = (fingerprint: string, state: ErrorGroupState): Promise<ErrorGroupDetail> =>
  patchJson<ErrorGroupDetail>(pathOf(fingerprint), { state });
