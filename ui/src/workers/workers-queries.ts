import type { Page } from '@fbrain/core/page/page';
import type { RunSummary } from '@fbrain/core/run/run';
import type { Worker } from '@fbrain/core/worker/worker';
import { queryOptions } from '@tanstack/solid-query';
import { getJson, postJson, toQueryString } from '../api/api-client.ts';

export const workerKeys = { all: ['workers'] as const };

/** Busy slots change with every run, heartbeats with none: both are worth a look every few seconds. */
const LOAD_REFETCH_MS = 5_000;

export const workersQuery = () =>
  queryOptions({
    queryKey: workerKeys.all,
    queryFn: async ({ signal }) => {
      const { items } = await getJson<{ items: Worker[] }>('/workers', signal);
      // For one release: an API of the one before, while a new one takes its place, tells no hosts.
      return { items: items.map((worker) => ({ ...worker, hosts: worker.hosts ?? [] })) };
    },
    refetchInterval: LOAD_REFETCH_MS,
  });

/** A row has room for so many. */
export const SHOWN_RUNS = 3;

/** The newest runs that a worker executes. Lies below the key of all workers, as it changes with them. */
export const runningOnQuery = (workerId: string) =>
  queryOptions({
    queryKey: [...workerKeys.all, 'running', workerId] as const,
    queryFn: ({ signal }) =>
      getJson<Page<RunSummary>>(`/runs${toQueryString({ workerId, state: 'running', limit: SHOWN_RUNS })}`, signal),
    refetchInterval: LOAD_REFETCH_MS,
  });

export const drainWorker = (id: string): Promise<Worker> => postJson<Worker>(`/workers/${id}/drain`);
