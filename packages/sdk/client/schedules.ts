import type { Page } from '@fbrain/core/page/page';
import type { Run } from '@fbrain/core/run/run';
import type { ScheduleImportRequest, ScheduleImportResult } from '@fbrain/core/schedule/import-request';
import type { ScheduleRequest, TimetableRequest } from '@fbrain/core/schedule/schedule';
import type { ScheduleManager, ScheduleSlot, UpcomingSlot } from '@fbrain/core/schedule/schedule-info';
import type { SchedulePreview, ScheduleView } from '@fbrain/core/schedule/schedule-preview';
import type { WordLocale } from '@fbrain/core/schedule/schedule-words';
import { type ApiRequest, toQuery } from './send-request.ts';

interface Abortable {
  signal?: AbortSignal | undefined;
}
interface PageOptions extends Abortable {
  cursor?: string;
  limit?: number;
}

/** The fields to change, each as a whole; null takes a value away. */
export type ScheduleChanges = { [Field in keyof ScheduleRequest]?: ScheduleRequest[Field] | null };

/** The part of the client that is about schedules. `schedule` is an id or a name. */
export interface Schedules {
  /** Makes a schedule; one that is there already, just so, is the answer. Repeated by itself after a failure. */
  create(request: ScheduleRequest, options?: Abortable): Promise<ScheduleView>;
  get(schedule: string, options?: Abortable): Promise<ScheduleView>;
  list(
    filter?: { task?: string; paused?: boolean; managedBy?: ScheduleManager; q?: string } & PageOptions,
  ): Promise<Page<ScheduleView>>;
  update(schedule: string, changes: ScheduleChanges, options?: Abortable): Promise<ScheduleView>;
  /** Its slots are skipped until it is resumed. */
  pause(schedule: string, options?: Abortable): Promise<ScheduleView>;
  resume(schedule: string, options?: Abortable): Promise<ScheduleView>;
  /** Starts a run now, paused or not. Repeated by itself after a failure if it has an idempotencyKey. */
  fire(schedule: string, options?: { idempotencyKey?: string } & Abortable): Promise<Run>;
  /** Answers what it was. Its runs stay. */
  delete(schedule: string, options?: Abortable): Promise<ScheduleView>;
  /** What became of its slots, newest first. */
  slots(schedule: string, options?: PageOptions): Promise<Page<ScheduleSlot>>;
  /** What a timetable means: the next slots and the expression in words. Makes nothing. */
  preview(
    timetable: TimetableRequest,
    options?: { count?: number; locale?: WordLocale } & Abortable,
  ): Promise<SchedulePreview>;
  /** Slots of all schedules in a window of time, in order; a day from now unless said otherwise. */
  upcoming(
    window?: { from?: string; to?: string; limit?: number } & Abortable,
  ): Promise<{ items: UpcomingSlot[]; isComplete: boolean }>;
  /** Takes over a crontab or a Celery beat schedule. Importing the same again changes nothing. */
  import(request: ScheduleImportRequest, options?: Abortable): Promise<ScheduleImportResult>;
}

export function createSchedules(send: <Answer>(request: ApiRequest) => Promise<Answer>): Schedules {
  const pathOf = (schedule: string, rest = '') => `/schedules/${encodeURIComponent(schedule)}${rest}`;
  const get = <Answer>(path: string, signal: AbortSignal | undefined, query: object = {}) =>
    send<Answer>({ method: 'GET', path, query: toQuery(query), isRepeatable: true, signal });
  // Twice is as good as once for all of these: names are unique, and a change says what is to be.
  const change = <Answer>(
    method: ApiRequest['method'],
    path: string,
    signal: AbortSignal | undefined,
    body?: unknown,
  ) => send<Answer>({ method, path, body, isRepeatable: true, signal });

  return {
    create: (request, { signal } = {}) => change('POST', '/schedules', signal, request),
    get: (schedule, { signal } = {}) => get(pathOf(schedule), signal),
    list: ({ signal, ...filter } = {}) => get('/schedules', signal, filter),
    update: (schedule, changes, { signal } = {}) => change('PATCH', pathOf(schedule), signal, changes),
    pause: (schedule, { signal } = {}) => change('POST', pathOf(schedule, '/pause'), signal),
    resume: (schedule, { signal } = {}) => change('POST', pathOf(schedule, '/resume'), signal),
    fire: (schedule, { idempotencyKey, signal } = {}) =>
      send({
        method: 'POST',
        path: pathOf(schedule, '/fire'),
        idempotencyKey,
        isRepeatable: idempotencyKey !== undefined,
        signal,
      }),
    // Not repeated: the answer to a second delete would be that there is no such schedule.
    delete: (schedule, { signal } = {}) =>
      send({ method: 'DELETE', path: pathOf(schedule), isRepeatable: false, signal }),
    slots: (schedule, { signal, ...query } = {}) => get(pathOf(schedule, '/slots'), signal, query),
    preview: (timetable, { signal, ...query } = {}) => get('/schedules/preview', signal, { ...timetable, ...query }),
    upcoming: ({ signal, ...query } = {}) => get('/schedules/upcoming', signal, query),
    import: (request, { signal } = {}) => change('POST', '/schedules/import', signal, request),
  };
}
