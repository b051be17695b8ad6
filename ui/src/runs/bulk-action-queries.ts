import type { Page } from '@fbrain/core/page/page';
import type { RunSearch } from '@fbrain/core/page/run-filter';
import type {
  BulkAction,
  BulkActionKind,
  BulkActionPreview,
  BulkActionRequest,
  RunCount,
} from '@fbrain/core/run/bulk-action';
import { keepPreviousData, queryOptions } from '@tanstack/solid-query';
import { getJson, postJson, postOnce, toQueryString } from '../api/api-client.ts';
import { isFiltered } from './run-filter-params.ts';

/** No event tells of the progress of an action, so it is asked for. */
const PROGRESS_INTERVAL_MS = 1_000;
const IDLE_INTERVAL_MS = 30_000;
/** More at once than anybody watches. */
const SHOWN_ACTIONS = 5;

export const bulkActionKeys = { all: ['bulk-actions'] as const };

/** Runs to act on: those of a search, or those that are named. */
export type RunChoice = RunSearch & { ids?: string[] };

const toSelection = ({ states, ...conditions }: RunChoice) => ({
  ...conditions,
  ...(states.length > 0 ? { state: states } : {}),
});

/** The request for an action on all runs of a choice. */
const toRequest = (action: BulkActionKind, choice: RunChoice): BulkActionRequest =>
  isFiltered(choice) ? { action, filter: toSelection(choice) } : { action, all: true };

export const runCountQuery = (filter: RunSearch) =>
  queryOptions({
    queryKey: ['runs', 'count', filter] as const,
    queryFn: ({ signal }) => getJson<RunCount>(`/runs/count${toQueryString(toSelection(filter))}`, signal),
    placeholderData: keepPreviousData,
    refetchInterval: IDLE_INTERVAL_MS,
  });

/** What the action would do right now. */
export const previewQuery = (action: BulkActionKind, filter: RunChoice) =>
  queryOptions({
    queryKey: ['runs', 'preview', action, filter] as const,
    queryFn: () => postJson<BulkActionPreview>('/runs/actions', { ...toRequest(action, filter), dryRun: true }),
    staleTime: 0,
    gcTime: 0,
  });

/** The newest actions, whoever started them. */
export const bulkActionsQuery = () =>
  queryOptions({
    queryKey: bulkActionKeys.all,
    queryFn: ({ signal }) =>
      getJson<Page<BulkAction>>(`/bulk-actions${toQueryString({ limit: SHOWN_ACTIONS })}`, signal),
    refetchInterval: (query) =>
      query.state.data?.items.some(({ state }) => state === 'running') ? PROGRESS_INTERVAL_MS : IDLE_INTERVAL_MS,
  });

export const startBulkAction = (action: BulkActionKind, filter: RunChoice): Promise<BulkAction> =>
  postOnce<BulkAction>('/runs/actions', toRequest(action, filter));

export const stopBulkAction = (id: string): Promise<BulkAction> =>
  postJson<BulkAction>(`/bulk-actions/${encodeURIComponent(id)}/cancel`);
