import type { Page } from '@fbrain/core/page/page';
import type { Run, RunSummary } from '@fbrain/core/run/run';
import type { TaskActivity } from '@fbrain/core/stats/stats';
import type { TaskDetail } from '@fbrain/core/task/task';
import type { TaskCatalogue } from '@fbrain/core/task/task-catalogue';
import { queryOptions } from '@tanstack/solid-query';
import { getJson, toQueryString } from '../api/api-client.ts';
import { latestInputs } from './latest-inputs.ts';

export const taskKeys = { all: ['tasks'] as const };

export const taskCatalogueQuery = () =>
  queryOptions({
    queryKey: [...taskKeys.all, 'list'] as const,
    queryFn: ({ signal }) => getJson<TaskCatalogue>('/tasks', signal),
    reconcile: 'name',
  });

export const taskQuery = (name: string) =>
  queryOptions({
    queryKey: [...taskKeys.all, 'one', name] as const,
    queryFn: ({ signal }) => getJson<TaskDetail>(`/tasks/${encodeURIComponent(name)}`, signal),
    reconcile: 'name',
  });

/** Numbers change with every run: they are read at a pace instead of on events. */
const ACTIVITY_REFETCH_MS = 30_000;

/** How the runs of all tasks went within the last day. */
export const taskActivityQuery = () =>
  queryOptions({
    queryKey: ['stats', 'tasks'] as const,
    queryFn: ({ signal }) => getJson<{ items: TaskActivity[] }>('/stats/tasks', signal),
    refetchInterval: ACTIVITY_REFETCH_MS,
    reconcile: 'task',
  });

/** So many runs are read at once. */
const RUNS_AT_ONCE = 5;

/** The latest different inputs of a task. Read once: nothing moves while one types. */
export const earlierInputsQuery = (task: string) =>
  queryOptions({
    queryKey: ['earlier-inputs', task] as const,
    queryFn: ({ signal }) =>
      latestInputs({
        listRuns: (cursor) =>
          getJson<Page<RunSummary>>(
            `/runs${toQueryString({ task, limit: RUNS_AT_ONCE, cursor: cursor ?? undefined })}`,
            signal,
          ),
        getRun: (id) => getJson<Run>(`/runs/${id}`, signal),
      }),
    // Not even when everything else is, after a gap in the live events: it takes up to 24 requests.
    staleTime: 'static',
    reconcile: false,
  });
