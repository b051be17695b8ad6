import { listSchedules } from '@fbrain/adapters/postgres/schedule-list-store';
import { listSlots } from '@fbrain/adapters/postgres/schedule-slot-store';
import { DEFAULT_PAGE_SIZE } from '@fbrain/core/page/page';
import { isName } from '@fbrain/core/task/task-name';
import { Elysia } from 'elysia';
import { requireNamesReach, requireReach } from '../access/reach-guard.ts';
import { readableRuns } from '../access/readable-runs.ts';
import type { AppDeps } from '../app.ts';
import { scheduleDocs } from '../docs/schedule-docs.ts';
import { fromCursor, toCursor } from '../http/page-cursor.ts';
import { readJson } from '../http/read-json.ts';
import { toPage } from '../http/to-page.ts';
import { IDEMPOTENCY_KEY } from '../runs/create-run.ts';
import { originOf } from '../runs/request-origin.ts';
import { presentAccepted } from '../runs/run-routes.ts';
import {
  createSchedule,
  deleteSchedule,
  fireSchedule,
  patchSchedule,
  requireSchedule,
  setSchedulePaused,
} from './change-schedule.ts';
import { toScheduleView } from './preview-schedule.ts';
import { listSchedulesQuery, listSlotsQuery, localeQuery } from './schedule-queries.ts';
import { schedulePatchBody, scheduleRequestBody } from './schedule-schemas.ts';

/** Routes of schedules, each named by its id or its name. */
export function scheduleRoutes(deps: AppDeps) {
  const { sql } = deps;
  const parse = ({ request }: { request: Request }) => readJson(request, deps.bodyLimit);
  return new Elysia({ prefix: '/schedules' })
    .post(
      '',
      async ({ request, body, set }) => {
        await requireReach(deps, request, [body]);
        const { schedule, isNew } = await createSchedule(deps, body);
        set.status = isNew ? 201 : 200;
        set.headers.location = `/api/v1/schedules/${schedule.id}`;
        return toScheduleView(schedule);
      },
      { parse, body: scheduleRequestBody, detail: scheduleDocs.createSchedule },
    )
    .get(
      '',
      async ({ request, query: { limit = DEFAULT_PAGE_SIZE, cursor, locale, ...asked } }) => {
        const filter = { ...asked, ...readableRuns(request) };
        const afterName = cursor === undefined ? undefined : fromCursor(cursor, isName);
        const found = await listSchedules(sql, filter, { limit: limit + 1, afterName });
        const page = toPage(found, limit, ({ name }) => toCursor(name));
        return { ...page, items: page.items.map((schedule) => toScheduleView(schedule, locale)) };
      },
      { query: listSchedulesQuery, detail: scheduleDocs.listSchedules },
    )
    .get(
      '/:schedule',
      async ({ params, query }) => toScheduleView(await requireSchedule(sql, params.schedule), query.locale),
      { query: localeQuery, detail: scheduleDocs.getSchedule },
    )
    .patch(
      '/:schedule',
      async ({ request, params, body }) => {
        requireNamesReach(request, body);
        const mayBecome = (task: string, queue: string) => requireNamesReach(request, { task, queue });
        return toScheduleView(await patchSchedule({ ...deps, mayBecome }, params.schedule, body));
      },
      { parse, body: schedulePatchBody, detail: scheduleDocs.changeSchedule },
    )
    .delete('/:schedule', async ({ params }) => toScheduleView(await deleteSchedule(deps, params.schedule)), {
      detail: scheduleDocs.deleteSchedule,
    })
    .post(
      '/:schedule/pause',
      async ({ params }) => toScheduleView(await setSchedulePaused(deps, params.schedule, true)),
      { detail: scheduleDocs.pauseSchedule },
    )
    .post(
      '/:schedule/resume',
      async ({ params }) => toScheduleView(await setSchedulePaused(deps, params.schedule, false)),
      { detail: scheduleDocs.resumeSchedule },
    )
    .post(
      '/:schedule/fire',
      async ({ params, request, set }) => {
        const key = request.headers.get(IDEMPOTENCY_KEY);
        const fireDeps = { ...deps, ...originOf(request, deps.traces) };
        return presentAccepted(await fireSchedule(fireDeps, params.schedule, key), request, set);
      },
      { detail: scheduleDocs.fireSchedule },
    )
    .get(
      '/:schedule/slots',
      async ({ params, query: { limit = DEFAULT_PAGE_SIZE, cursor } }) => {
        const { id } = await requireSchedule(sql, params.schedule);
        const before = cursor === undefined ? undefined : fromCursor(cursor, isInstant);
        const slots = await listSlots(sql, id, { limit: limit + 1, before });
        return toPage(slots, limit, ({ slotAt }) => toCursor(slotAt));
      },
      { query: listSlotsQuery, detail: scheduleDocs.listSlots },
    );
}

const isInstant = (text: string): boolean => /^\d{4}-[\d:.TZ-]{20}$/.test(text) && !Number.isNaN(Date.parse(text));
