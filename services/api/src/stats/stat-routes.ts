import { listTaskActivity, readStats } from '@fbrain/adapters/postgres/stat-store';
import { type Stats, statWindow } from '@fbrain/core/stats/stats';
import { formatDuration } from '@fbrain/core/time/duration';
import { parseInstant } from '@fbrain/core/time/instant';
import { Type as t } from '@sinclair/typebox';
import { Elysia } from 'elysia';
import type { AppDeps } from '../app.ts';
import { statDocs } from '../docs/stat-docs.ts';
import { exactObject, text } from '../http/schema.ts';

const instant = (description: string) => t.Optional(t.String({ format: 'date-time', description }));

const statsQuery = exactObject({
  from: instant('Begin, rounded down to a whole step; default an hour before `to`.'),
  to: instant('End; default now.'),
  step: t.Optional(
    text({ description: 'Length of a step: whole minutes such as `5m`; default about 90 steps.', examples: ['5m'] }),
  ),
  queue: t.Optional(text({ description: 'Only this queue.' })),
  task: t.Optional(text({ description: 'Only this task.' })),
});

/** What happened over time. */
export const statRoutes = ({ sql, clock }: AppDeps) =>
  new Elysia({ prefix: '/stats' })
    .get('/tasks', async () => ({ items: await listTaskActivity(sql) }), {
      query: exactObject({}),
      detail: statDocs.listTaskStats,
    })
    .get(
      '',
      async ({ query: { from, to, step, queue, task } }): Promise<Stats> => {
        const window = statWindow(
          {
            ...(from !== undefined && { fromMs: parseInstant(from, 'from') }),
            ...(to !== undefined && { toMs: parseInstant(to, 'to') }),
            ...(step !== undefined && { step }),
          },
          clock.now(),
        );
        return {
          from: new Date(window.fromMs).toISOString(),
          to: new Date(window.toMs).toISOString(),
          step: formatDuration(window.stepMs),
          points: await readStats(sql, { queue, task }, window),
        };
      },
      { query: statsQuery, detail: statDocs.getStats },
    );
