import { listRunLogs } from '@fbrain/adapters/postgres/run-log-store';
import { getRun } from '@fbrain/adapters/postgres/run-query-store';
import { DEFAULT_PAGE_SIZE } from '@fbrain/core/page/page';
import type { Run } from '@fbrain/core/run/run';
import { isFinalState } from '@fbrain/core/run/run-state';
import { Elysia } from 'elysia';
import { principalOf } from '../access/access-guard.ts';
import { stillAllowed } from '../access/still-allowed.ts';
import type { AppDeps } from '../app.ts';
import { runDocs } from '../docs/run-docs.ts';
import { toPage } from '../http/to-page.ts';
import type { EventClient } from '../live/event-stream.ts';
import { followRunLogs } from './follow-run-logs.ts';
import { requireRun } from './require-run.ts';
import { runLogsQuery } from './run-schemas.ts';

/** `GET /runs/:id/logs`: a page of lines, or a stream of them. */
export const runLogRoutes = (deps: AppDeps) =>
  new Elysia({ prefix: '/runs' }).get(
    '/:id/logs',
    async ({ params, query, request }) => {
      const run = await requireRun(deps.sql, params.id);
      const { after = 0, limit = DEFAULT_PAGE_SIZE, follow } = query;
      if (follow) return followLogs(deps, run, after, request);
      const lines = await listRunLogs(deps.sql, run.id, { after, limit: limit + 1 });
      return toPage(lines, limit, (line) => String(line.seq));
    },
    { query: runLogsQuery, detail: runDocs.listRunLogs },
  );

function followLogs(
  { access, sql, streams, keepOpen, watcher, logger }: AppDeps,
  run: Run,
  after: number,
  request: Request,
): Response {
  keepOpen(request);
  const follow = (client: EventClient) =>
    followRunLogs(client, {
      runId: run.id,
      after,
      hasEnded: isFinalState(run.state),
      watcher,
      logger,
      readLogs: (from, limit) => listRunLogs(sql, run.id, { after: from, limit }),
      readState: async () => (await getRun(sql, run.id))?.state ?? null,
    });
  return streams.open(follow, {
    who: principalOf(request),
    isAllowed: stillAllowed(access, request, 'payloads:read'),
  });
}
