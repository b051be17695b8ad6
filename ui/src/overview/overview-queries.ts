import type { Overview } from '@fbrain/core/overview/overview';
import type { Stats } from '@fbrain/core/stats/stats';
import { keepPreviousData, queryOptions } from '@tanstack/solid-query';
import { getJson, toQueryString } from '../api/api-client.ts';
import { RANGES, type RangeName } from './ranges.ts';

export const overviewKeys = { all: ['overview'] as const, stats: ['stats'] as const };

/**
 * Everything here changes with every run, so it is read at a pace instead of on events: the server shares one look among
 * all readers.
 */
const OVERVIEW_REFETCH_MS = 3_000;

export const overviewQuery = () =>
  queryOptions({
    queryKey: overviewKeys.all,
    queryFn: ({ signal }) => getJson<Overview>('/overview', signal),
    refetchInterval: OVERVIEW_REFETCH_MS,
    reconcile: 'id',
  });

/** What happened within a range of time up to now, step by step. */
export const statsQuery = (range: RangeName, filter: { task?: string; queue?: string } = {}) =>
  queryOptions({
    queryKey: [...overviewKeys.stats, range, filter] as const,
    queryFn: ({ signal }) => {
      const { spanMs, step } = RANGES[range];
      const from = new Date(Date.now() - spanMs).toISOString();
      return getJson<Stats>(`/stats${toQueryString({ from, step, ...filter })}`, signal);
    },
    placeholderData: keepPreviousData,
    refetchInterval: RANGES[range].refetchMs,
    reconcile: false,
  });
