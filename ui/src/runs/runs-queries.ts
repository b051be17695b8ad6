import type { Page } from '@fbrain/core/page/page';
import type { RunSearch } from '@fbrain/core/page/run-filter';
import type { Attempt, Run, RunSummary } from '@fbrain/core/run/run';
import type { RunExplanation } from '@fbrain/core/run/run-explanation';
import type { ReplayRequest, RunRequest } from '@fbrain/core/run/run-request';
import { infiniteQueryOptions, keepPreviousData, type QueryClient, queryOptions } from '@tanstack/solid-query';
import { getJson, postJson, postOnce, toQueryString } from '../api/api-client.ts';
import { reconcilePages } from '../api/reconcile-pages.ts';

/** Events may be lost: what is shown is read again at least this often. */
const SAFETY_REFETCH_MS = 30_000;

const PAGE_SIZE = 50;

export const runKeys = {
  lists: ['runs', 'list'] as const,
  ones: ['runs', 'one'] as const,
  /** One plain page of each text; below `lists` are the pages of infinite queries only. */
  found: (text: string | null) => ['runs', 'found', text] as const,
  one: (id: string) => ['runs', 'one', id] as const,
};

const toQuery = ({ states, ...rest }: RunSearch) => ({ state: states, ...rest });

/** Runs that match a filter, newest first, page by page. While not live, the list stands still. */
export const runListQuery = (filter: RunSearch, isLive: boolean, limit = PAGE_SIZE) =>
  infiniteQueryOptions({
    queryKey: [...runKeys.lists, filter, limit] as const,
    queryFn: ({ pageParam, signal }) =>
      getJson<Page<RunSummary>>(`/runs${toQueryString({ ...toQuery(filter), cursor: pageParam, limit })}`, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    enabled: isLive,
    reconcile: reconcilePages<RunSummary>,
    refetchInterval: SAFETY_REFETCH_MS,
  });

export const runQuery = (id: string) =>
  queryOptions({
    queryKey: runKeys.one(id),
    queryFn: ({ signal }) => getJson<Run>(`/runs/${encodeURIComponent(id)}`, signal),
    refetchInterval: SAFETY_REFETCH_MS,
  });

/** Lies below the key of its run: what changes the run changes its attempts. */
export const attemptsQuery = (id: string) =>
  queryOptions({
    queryKey: [...runKeys.one(id), 'attempts'] as const,
    queryFn: ({ signal }) => getJson<{ items: Attempt[] }>(`/runs/${encodeURIComponent(id)}/attempts`, signal),
    refetchInterval: SAFETY_REFETCH_MS,
    reconcile: 'number',
  });

/** Age of what is told about a run that waits. */
const WHY_REFETCH_MS = 3_000;

/** Lies below the key of its run too, so that it is asked again when the run changes. */
export const whyQuery = (id: string) =>
  queryOptions({
    queryKey: [...runKeys.one(id), 'why'] as const,
    queryFn: ({ signal }) => getJson<RunExplanation>(`/runs/${encodeURIComponent(id)}/why`, signal),
    refetchInterval: WHY_REFETCH_MS,
  });

const SHOWN_REPLAYS = 5;

/** The latest runs that do this one again. Whoever has just replayed it and comes back is to see that at once. */
export const replaysQuery = (id: string) =>
  queryOptions({
    queryKey: [...runKeys.one(id), 'replays'] as const,
    queryFn: ({ signal }) =>
      getJson<Page<RunSummary>>(`/runs${toQueryString({ replayOf: id, limit: SHOWN_REPLAYS })}`, signal),
    staleTime: 0,
    refetchInterval: SAFETY_REFETCH_MS,
    reconcile: 'id',
  });

export const createRun = (request: RunRequest): Promise<Run> => postOnce<Run>('/runs', request);

/** A new run that does the work of another again, but for the changes. */
export const replayRun = (id: string, changes: ReplayRequest): Promise<Run> =>
  postOnce<Run>(`/runs/${encodeURIComponent(id)}/replay`, changes);

export const cancelRun = (id: string): Promise<Run> => postJson<Run>(`/runs/${encodeURIComponent(id)}/cancel`);

/** Path of the log stream, going on after a line. */
export const runLogPath = (id: string, afterSeq: number): string =>
  `/runs/${encodeURIComponent(id)}/logs${toQueryString({ follow: 'true', after: afterSeq })}`;

/** Drops the older pages of a list, so that going live again reads one page and not all that were looked at. */
export function keepFirstPage(client: QueryClient, filter: RunSearch): void {
  keepPages(client, filter, 1);
  void client.invalidateQueries({ queryKey: runListQuery(filter, true).queryKey, refetchType: 'none' });
}

/** Drops all but so many pages of a list. */
export function keepPages(client: QueryClient, filter: RunSearch, count: number): void {
  client.setQueryData(runListQuery(filter, true).queryKey, (list) =>
    list ? { pages: list.pages.slice(0, count), pageParams: list.pageParams.slice(0, count) } : undefined,
  );
}
