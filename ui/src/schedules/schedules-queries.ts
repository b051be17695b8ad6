import type { Page } from '@fbrain/core/page/page';
import type { JsonObject } from '@fbrain/core/run/json';
import type { Run } from '@fbrain/core/run/run';
import type { TimetableRequest } from '@fbrain/core/schedule/schedule';
import type { ScheduleCalendar, ScheduleSlot } from '@fbrain/core/schedule/schedule-info';
import type { SchedulePreview, ScheduleView } from '@fbrain/core/schedule/schedule-preview';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/solid-query';
import { deleteJson, getJson, patchJson, postJson, postOnce, toQueryString } from '../api/api-client.ts';
import { locale } from '../i18n/translate.ts';
import type { ScheduleFilter } from './schedule-filter-params.ts';

export const scheduleKeys = {
  all: ['schedules'] as const,
  lists: ['schedules', 'list'] as const,
  one: (id: string) => ['schedules', 'one', id] as const,
};

/** Slots come and their runs end without an event that names the schedule. */
const SLOTS_REFETCH_MS = 5_000;

const PAGE_SIZE = 50;

const pathOf = (id: string): string => `/schedules/${encodeURIComponent(id)}`;

/** Schedules that match a filter, by name, page by page; what they mean in the language of the reader. */
export const scheduleListQuery = (filter: ScheduleFilter) =>
  infiniteQueryOptions({
    queryKey: [...scheduleKeys.lists, filter, locale()] as const,
    queryFn: ({ pageParam, signal }) =>
      getJson<Page<ScheduleView>>(
        `/schedules${toQueryString({ ...filter, locale: locale(), cursor: pageParam, limit: PAGE_SIZE })}`,
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: SLOTS_REFETCH_MS,
  });

/** The calendar changes with schedules, which events tell, and as time passes. */
const CALENDAR_REFETCH_MS = 60_000;

/** What is to come between each two of these instants. */
export const scheduleCalendarQuery = (edges: readonly string[]) =>
  queryOptions({
    queryKey: [...scheduleKeys.all, 'calendar', edges] as const,
    queryFn: ({ signal }) =>
      getJson<ScheduleCalendar>(`/schedules/calendar${toQueryString({ edge: fromNow(edges) })}`, signal),
    placeholderData: keepPreviousData,
    refetchInterval: CALENDAR_REFETCH_MS,
    reconcile: false,
  });

/** What has passed of today is no more to come. */
const fromNow = ([first = '', ...rest]: readonly string[]): string[] => [
  new Date(Math.max(Date.parse(first), Date.now())).toISOString(),
  ...rest,
];

/** Being deleted: an event of the deletion may come before its answer, and nobody must ask again for what is gone. */
const leaving = new Set<string>();

export const scheduleQuery = (id: string) =>
  queryOptions({
    queryKey: [...scheduleKeys.one(id), locale()] as const,
    queryFn: ({ signal }) => getJson<ScheduleView>(`${pathOf(id)}${toQueryString({ locale: locale() })}`, signal),
    refetchInterval: SLOTS_REFETCH_MS,
    enabled: () => !leaving.has(id),
  });

/** What became of the slots of a schedule, newest first. Lies below the key of its schedule. */
export const scheduleSlotsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: [...scheduleKeys.one(id), 'slots'] as const,
    queryFn: ({ pageParam, signal }) =>
      getJson<Page<ScheduleSlot>>(
        `${pathOf(id)}/slots${toQueryString({ cursor: pageParam, limit: PAGE_SIZE })}`,
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    // Whoever has gone to older pages reads: rows must not move, and all those pages not be asked for again.
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) > 1 ? false : SLOTS_REFETCH_MS),
    reconcile: 'slotAt',
    enabled: () => !leaving.has(id),
  });

/** What a timetable means: in words, and its next ten slots. */
export const previewQuery = (timetable: TimetableRequest) =>
  queryOptions({
    queryKey: ['schedule-preview', timetable, locale()] as const,
    queryFn: ({ signal }) =>
      getJson<SchedulePreview>(`/schedules/preview${toQueryString({ ...timetable, locale: locale() })}`, signal),
    // While one types, the last timetable that meant something stays in sight.
    placeholderData: keepPreviousData,
    reconcile: 'at',
  });

export const createSchedule = (request: JsonObject): Promise<ScheduleView> =>
  postJson<ScheduleView>('/schedules', request);

export const changeSchedule = (id: string, patch: JsonObject): Promise<ScheduleView> =>
  patchJson<ScheduleView>(pathOf(id), patch);

export const setSchedulePaused = (id: string, paused: boolean): Promise<ScheduleView> =>
  postJson<ScheduleView>(`${pathOf(id)}/${paused ? 'pause' : 'resume'}`);

export const fireSchedule = (id: string): Promise<Run> => postOnce<Run>(`${pathOf(id)}/fire`);

export async function deleteSchedule(id: string): Promise<void> {
  leaving.add(id);
  await deleteJson(pathOf(id)).catch((error: unknown) => {
    leaving.delete(id);
    throw error;
  });
}
