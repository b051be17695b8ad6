import type { Queue } from '@fbrain/core/queue/queue';
import { queryOptions } from '@tanstack/solid-query';
import { getJson, patchJson, postJson } from '../api/api-client.ts';

export const queueKeys = { all: ['queues'] as const };

/** The age of the oldest run grows without any event. */
const AGE_REFETCH_MS = 5_000;

export const queuesQuery = () =>
  queryOptions({
    queryKey: queueKeys.all,
    queryFn: ({ signal }) => getJson<{ items: Queue[] }>('/queues', signal),
    refetchInterval: AGE_REFETCH_MS,
    reconcile: 'name',
  });

export const setQueueLimits = (name: string, limits: object): Promise<Queue> =>
  patchJson<Queue>(`/queues/${encodeURIComponent(name)}`, limits);

export const setQueuePaused = (name: string, paused: boolean): Promise<Queue> =>
  postJson<Queue>(`/queues/${encodeURIComponent(name)}/${paused ? 'pause' : 'resume'}`);
