import type { Page } from '@fbrain/core/page/page';
import type { Json } from '@fbrain/core/run/json';
import type { Run, RunSummary } from '@fbrain/core/run/run';
import type { TaskActivity } from '@fbrain/core/stats/stats';
import type { TaskDetail } from '@fbrain/core/task/task';
import type { TaskCatalogue } from '@fbrain/core/task/task-catalogue';
import { queryOptions } from '@tanstack/solid-query';
import { getJson, toQueryString } from '../api/api-client.ts';
import { withoutMasks } from './form/secret-input.ts';

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

export interface EarlierInput {
  input: Json;
  at: string;
}

const LATEST = 5;

/** The inputs of the latest runs of a task, each once, the newest first. Read once: nothing moves while one types. */
export const earlierInputsQuery = (task: string) =>
  queryOptions({
    queryKey: ['earlier-inputs', task] as const,
    queryFn: async ({ signal }): Promise<EarlierInput[]> => {
      const { items } = await getJson<Page<RunSummary>>(`/runs${toQueryString({ task, limit: LATEST })}`, signal);
      const runs = await Promise.all(items.map(({ id }) => getJson<Run>(`/runs/${id}`, signal)));
      const inputs = runs.map(({ input, createdAt }) => ({ input: withoutMasks(input), at: createdAt }));
      return [...new Map(inputs.toReversed().map((each) => [JSON.stringify(each.input), each])).values()].toReversed();
    },
    staleTime: Number.POSITIVE_INFINITY,
    reconcile: false,
  });
