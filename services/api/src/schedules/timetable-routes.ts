import { readCalendar } from '@fbrain/adapters/postgres/schedule-calendar-store';
import { listUpcoming, type Upcoming } from '@fbrain/adapters/postgres/schedule-list-store';
import { invalid } from '@fbrain/core/errors/domain-error';
import { DEFAULT_PAGE_SIZE } from '@fbrain/core/page/page';
import type { ScheduleCalendar } from '@fbrain/core/schedule/schedule-info';
import { clampInstant, parseInstant } from '@fbrain/core/time/instant';
import { Elysia } from 'elysia';
import type { AppDeps } from '../app.ts';
import { scheduleDocs } from '../docs/schedule-docs.ts';
import { readJson } from '../http/read-json.ts';
import { importSchedules } from './import-schedules.ts';
import { previewSchedule } from './preview-schedule.ts';
import { calendarQuery, importBody, previewQuery, upcomingQuery } from './schedule-queries.ts';

const DAY_MS = 86_400_000;
/** As long as the edges of a month of days can be apart. */
const MAX_CALENDAR_MS = 40 * DAY_MS;

/** Routes about times rather than one schedule: what an expression means, what is to come, what others have. */
export function timetableRoutes(deps: AppDeps) {
  const { sql, clock } = deps;
  const parse = ({ request }: { request: Request }) => readJson(request, deps.bodyLimit);
  return new Elysia({ prefix: '/schedules' })
    .get(
      '/preview',
      ({ query: { count, locale, ...timetable } }) => previewSchedule(timetable, { count, locale }, clock.now()),
      { query: previewQuery, detail: scheduleDocs.previewSchedule },
    )
    .get(
      '/upcoming',
      ({ query: { from, to, limit = DEFAULT_PAGE_SIZE } }): Promise<Upcoming> => {
        const fromMs = from === undefined ? clock.now() : parseInstant(from, 'from');
        const toMs = to === undefined ? clampInstant(fromMs + DAY_MS) : parseInstant(to, 'to');
        if (toMs <= fromMs) throw invalid('to', `must be later than from, got ${to ?? from}`);
        // The store leaves out the first instant and takes the last one.
        return listUpcoming(sql, { fromMs: clampInstant(fromMs - 1), toMs: toMs - 1, limit });
      },
      { query: upcomingQuery, detail: scheduleDocs.listUpcomingSlots },
    )
    .get('/calendar', ({ query: { edge } }): Promise<ScheduleCalendar> => readCalendar(sql, toEdges(edge)), {
      query: calendarQuery,
      detail: scheduleDocs.getScheduleCalendar,
    })
    .post(
      '/import',
      async ({ body, set }) => {
        const { isNew, ...result } = await importSchedules(deps, body);
        set.status = isNew ? 201 : 200;
        return result;
      },
      { parse, body: importBody, detail: scheduleDocs.importSchedules },
    );
}

function toEdges(texts: readonly string[] = []): number[] {
  if (texts.length < 2) throw invalid('edge', 'must be given at least twice: where the first span begins and ends');
  const edges = texts.map((edge) => parseInstant(edge, 'edge'));
  const isAscending = edges.every((edge, index) => index === 0 || edge > (edges[index - 1] ?? edge));
  if (!isAscending) throw invalid('edge', 'must be ascending: each later than the one before');
  if ((edges.at(-1) ?? 0) - (edges[0] ?? 0) > MAX_CALENDAR_MS) throw invalid('edge', 'must lie within 40 days');
  return edges;
}
