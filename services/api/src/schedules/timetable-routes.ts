import { listUpcoming, type Upcoming } from '@fbrain/adapters/postgres/schedule-list-store';
import { invalid } from '@fbrain/core/errors/domain-error';
import { DEFAULT_PAGE_SIZE } from '@fbrain/core/page/page';
import { parseInstant } from '@fbrain/core/time/instant';
import { Elysia } from 'elysia';
import type { AppDeps } from '../app.ts';
import { scheduleDocs } from '../docs/schedule-docs.ts';
import { readJson } from '../http/read-json.ts';
import { importSchedules } from './import-schedules.ts';
import { previewSchedule } from './preview-schedule.ts';
import { importBody, previewQuery, upcomingQuery } from './schedule-queries.ts';

const DAY_MS = 86_400_000;

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
        const toMs = to === undefined ? fromMs + DAY_MS : parseInstant(to, 'to');
        if (toMs <= fromMs) throw invalid('to', `must be later than from, got ${to}`);
        // The store leaves out the first instant and takes the last one.
        return listUpcoming(sql, { fromMs: fromMs - 1, toMs: toMs - 1, limit });
      },
      { query: upcomingQuery, detail: scheduleDocs.listUpcomingSlots },
    )
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
