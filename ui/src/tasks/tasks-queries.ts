import type { TaskInfo } from '@fbrain/core/task/task';
import type { TaskCatalogue } from '@fbrain/core/task/task-catalogue';
import { queryOptions } from '@tanstack/solid-query';
import { getJson } from '../api/api-client.ts';

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
    queryFn: ({ signal }) => getJson<TaskInfo>(`/tasks/${encodeURIComponent(name)}`, signal),
    reconcile: 'name',
  });
