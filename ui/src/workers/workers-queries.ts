import type { Worker } from '@fbrain/core/worker/worker';
import { queryOptions } from '@tanstack/solid-query';
import { getJson, postJson } from '../api/api-client.ts';

export const workerKeys = { all: ['workers'] as const };

/** Busy slots change with every run, heartbeats with none: both are worth a look every few seconds. */
const LOAD_REFETCH_MS = 5_000;

export const workersQuery = () =>
  queryOptions({
    queryKey: workerKeys.all,
    queryFn: ({ signal }) => getJson<{ items: Worker[] }>('/workers', signal),
    refetchInterval: LOAD_REFETCH_MS,
  });

export const drainWorker = (id: string): Promise<Worker> => postJson<Worker>(`/workers/${id}/drain`);
