import type { Accepted } from '@fbrain/adapters/intake/run-intake';
import { listAttempts } from '@fbrain/adapters/postgres/attempt-store';
import { listRuns } from '@fbrain/adapters/postgres/run-query-store';
import { DEFAULT_PAGE_SIZE } from '@fbrain/core/page/page';
import type { Run } from '@fbrain/core/run/run';
import { isFinalState } from '@fbrain/core/run/run-state';
import { type Context, Elysia } from 'elysia';
import { principalOf } from '../access/access-guard.ts';
import { holdersCheckOf, requireHoldersReach, requireNamesReach, requireReach } from '../access/reach-guard.ts';
import { readableRuns } from '../access/readable-runs.ts';
import { stillAllowed } from '../access/still-allowed.ts';
import type { AppDeps } from '../app.ts';
import { runDocs } from '../docs/run-docs.ts';
import { fromCursor, toCursor } from '../http/page-cursor.ts';
import { readJson } from '../http/read-json.ts';
import { toPage } from '../http/to-page.ts';
import { cancelRun } from './cancel-run.ts';
import { createRun, IDEMPOTENCY_KEY, withIdempotencyKey, withIdempotencyKeys } from './create-run.ts';
import { explainRun } from './explain-run.ts';
import { replayRun } from './replay-run.ts';
import { originOf } from './request-origin.ts';
import { checkRunId, requireRun } from './require-run.ts';
import { createRunQuery, listRunsQuery, replayBody, runBatchBody, runRequestBody } from './run-schemas.ts';
import { toRunFilter } from './to-run-filter.ts';

/** Routes below `/runs`. */
export function runRoutes(deps: AppDeps) {
  const { sql } = deps;
  const parse = ({ request }: { request: Request }) => readJson(request, deps.bodyLimit);
  const waitFor = (request: Request, duration: string) => ({
    duration,
    signal: deps.keepOpen(request),
    who: principalOf(request),
    isAllowed: stillAllowed(deps.access, request, 'runs:write'),
  });
  const parseOptional = (context: { request: Request }) => (context.request.body === null ? {} : parse(context));
  return new Elysia({ prefix: '/runs' })
    .post(
      '',
      async ({ body, query, request, set }) => {
        const wanted = withIdempotencyKey(body, request.headers.get(IDEMPOTENCY_KEY));
        await requireReach(deps, request, [wanted]);
        const wait = query.wait === undefined ? undefined : waitFor(request, query.wait);
        const accepted = await createRun(wanted, { wait, ...originOf(request, deps.traces) }, deps);
        return presentAccepted(accepted, request, set);
      },
      { parse, body: runRequestBody, query: createRunQuery, detail: runDocs.createRun },
    )
    .post(
      '/batch',
      async ({ body, request, set }) => {
        const wanted = withIdempotencyKeys(body.runs, request.headers.get(IDEMPOTENCY_KEY));
        await requireReach(deps, request, wanted);
        set.status = 202;
        const origin = { ...originOf(request, deps.traces), ...holdersCheckOf(request) };
        return { ids: await deps.intake.acceptBatch(wanted, origin) };
      },
      { parse, body: runBatchBody, detail: runDocs.createRunBatch },
    )
    .get(
      '',
      async ({ request, query: { limit = DEFAULT_PAGE_SIZE, cursor, ...asked } }) => {
        const selection = { ...asked, ...readableRuns(request, asked) };
        const beforeId = cursor === undefined ? undefined : fromCursor(cursor);
        // One more than asked for tells whether there is a next page.
        const runs = await listRuns(sql, toRunFilter(selection, deps.clock.now()), { limit: limit + 1, beforeId });
        return toPage(runs, limit, (run) => toCursor(run.id));
      },
      { query: listRunsQuery, detail: runDocs.listRuns },
    )
    .get('/:id', ({ params }) => requireRun(sql, params.id), { detail: runDocs.getRun })
    .get(
      '/:id/attempts',
      async ({ params }) => {
        const { id } = await requireRun(sql, params.id);
        return { items: await listAttempts(sql, id) };
      },
      { detail: runDocs.listAttempts },
    )
    .get('/:id/why', ({ params }) => explainRun(params.id, deps), { detail: runDocs.explainRun })
    .post(
      '/:id/replay',
      async ({ params, body, request, set }) => {
        const changes = withIdempotencyKey(body, request.headers.get(IDEMPOTENCY_KEY));
        requireNamesReach(request, { queue: changes.queue });
        const accepted = await replayRun(params.id, changes, { ...deps, ...originOf(request, deps.traces) });
        return presentAccepted(accepted, request, set);
      },
      { parse: parseOptional, body: replayBody, detail: runDocs.replayRun },
    )
    .post('/:id/cancel', ({ params }) => cancelRun(checkRunId(params.id), deps), { detail: runDocs.cancelRun });
}

/**
 * The run with the status and the headers that tell what became of the request. Throws DomainError `forbidden` where a
 * key stands for a run that the caller may not touch.
 */
export function presentAccepted({ run, isExisting }: Accepted, request: Request, set: Context['set']): Run {
  if (isExisting) requireHoldersReach(request, [run]);
  set.status = isFinalState(run.state) ? 200 : 202;
  set.headers.location = `/api/v1/runs/${run.id}`;
  if (isExisting) set.headers['x-existing-run'] = 'true';
  return run;
}
