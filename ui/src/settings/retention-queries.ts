import type { RetentionChange, RetentionSettings } from '@fbrain/core/retention/retention';
import type { RunCount } from '@fbrain/core/run/bulk-action';
import { FINAL_STATES } from '@fbrain/core/run/run-state';
import { queryOptions } from '@tanstack/solid-query';
import { getJson, patchJson, toQueryString } from '../api/api-client.ts';
import type { RetentionRemoval } from './retention-removal.ts';

export const retentionKey = ['settings', 'retention'] as const;

export const retentionQuery = () =>
  queryOptions({
    queryKey: retentionKey,
    queryFn: ({ signal }) => getJson<RetentionSettings>('/settings/retention', signal),
  });

export const changeRetention = (change: RetentionChange): Promise<RetentionSettings> =>
  patchJson<RetentionSettings>('/settings/retention', change);

/** How many runs a change gives up. */
export const removalCountQuery = (removal: RetentionRemoval) =>
  queryOptions({
    queryKey: [...retentionKey, 'removal', removal] as const,
    queryFn: ({ signal }) =>
      getJson<RunCount>(`/runs/count${toQueryString({ ...removal, state: [...FINAL_STATES] })}`, signal),
  });
