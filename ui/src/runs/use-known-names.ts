import type { Page } from '@fbrain/core/page/page';
import type { RunSummary } from '@fbrain/core/run/run';
import { queryOptions, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/solid-query';
import { createSignal } from 'solid-js';
import { getJson, toQueryString } from '../api/api-client.ts';
import { settledData } from '../components/settled-data.ts';
import { queuesQuery } from '../queues/queues-queries.ts';
import { scheduleListQuery } from '../schedules/schedules-queries.ts';
import { can } from '../session/session.ts';
import { taskCatalogueQuery } from '../tasks/tasks-queries.ts';
import { workersQuery } from '../workers/workers-queries.ts';
import { dataPaths } from './data-paths.ts';
import type { KnownNames } from './run-suggestions.ts';
import { runKeys } from './runs-queries.ts';

/** A page as large as they come: nobody remembers the tags of older runs. */
const TAGGED_RUNS = 200;

const recentTagsQuery = () =>
  queryOptions({
    queryKey: ['recent-tags'] as const,
    queryFn: async ({ signal }) => {
      const { items } = await getJson<Page<RunSummary>>(`/runs${toQueryString({ limit: TAGGED_RUNS })}`, signal);
      return [...new Set(items.flatMap(({ tags }) => tags))];
    },
    // Read once: a gap in the live events must not read so many runs again.
    staleTime: 'static',
    reconcile: false,
  });

/** Names for suggestions; `load` reads them once somebody wants to type. Tags are those of recent runs, and of listed ones. */
export function useKnownNames(): (() => KnownNames) & { load: () => void } {
  const [isWanted, setIsWanted] = createSignal(false);
  const client = useQueryClient();
  const once = { refetchInterval: false } as const;
  const tasks = useQuery(() => ({ ...taskCatalogueQuery(), enabled: isWanted() && can('tasks:read') }));
  const queues = useQuery(() => ({ ...queuesQuery(), enabled: isWanted() && can('queues:read') }));
  const workers = useQuery(() => ({ ...workersQuery(), ...once, enabled: isWanted() && can('workers:read') }));
  const schedules = useInfiniteQuery(() => ({
    ...scheduleListQuery({}),
    ...once,
    enabled: isWanted() && can('schedules:read'),
  }));
  const recentTags = useQuery(() => ({ ...recentTagsQuery(), enabled: isWanted() }));
  const listedTags = () =>
    client
      .getQueriesData<{ pages: Page<RunSummary>[] }>({ queryKey: runKeys.lists })
      .flatMap(([, list]) => list?.pages.flatMap(({ items }) => items.flatMap((run) => run.tags)) ?? []);
  const paths = () =>
    (settledData(tasks)?.items ?? []).flatMap(({ inputSchema, outputSchema }) => [
      ...dataPaths(inputSchema).map((path) => `input.${path}`),
      ...dataPaths(outputSchema).map((path) => `output.${path}`),
    ]);
  const names = () => ({
    task: namesOf(settledData(tasks)?.items),
    queue: namesOf(settledData(queues)?.items),
    worker: namesOf(settledData(workers)?.items),
    schedule: namesOf(settledData(schedules)?.pages.flatMap(({ items }) => items)),
    tag: [...new Set([...listedTags(), ...(settledData(recentTags) ?? [])])].sort(),
    data: [...new Set(paths())].sort(),
  });
  return Object.assign(names, { load: () => setIsWanted(true) });
}

const namesOf = (items: readonly { name: string }[] = []): string[] => [...new Set(items.map(({ name }) => name))];
