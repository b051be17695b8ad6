import { cancelBulkAction, getBulkAction, listBulkActions } from '@fbrain/adapters/postgres/bulk-action-store';
import type { Database } from '@fbrain/adapters/postgres/connection';
import { DomainError } from '@fbrain/core/errors/domain-error';
import { DEFAULT_PAGE_SIZE } from '@fbrain/core/page/page';
import type { BulkAction } from '@fbrain/core/run/bulk-action';
import { Elysia } from 'elysia';
import { readableRuns } from '../../access/readable-runs.ts';
import type { AppDeps } from '../../app.ts';
import { bulkActionDocs } from '../../docs/bulk-action-docs.ts';
import { fromCursor, toCursor } from '../../http/page-cursor.ts';
import { readJson } from '../../http/read-json.ts';
import { toPage } from '../../http/to-page.ts';
import { isUuid } from '../../http/uuid.ts';
import { IDEMPOTENCY_KEY } from '../create-run.ts';
import { toRunFilter } from '../to-run-filter.ts';
import { bulkActionBody, countRunsQuery, listBulkActionsQuery } from './bulk-action-schemas.ts';
import { countMatching, createBulkAction, previewBulkAction } from './create-bulk-action.ts';

/** Counting runs and acting on many of them. An action is a resource of its own, below `/bulk-actions`. */
export function bulkActionRoutes({ sql, bodyLimit, clock }: AppDeps) {
  const parse = ({ request }: { request: Request }) => readJson(request, bodyLimit);
  const newId = () => Bun.randomUUIDv7();
  return new Elysia()
    .get(
      '/runs/count',
      ({ request, query }) => {
        const selection = { ...query, ...readableRuns(request, query) };
        return countMatching(sql, toRunFilter(selection, clock.now()));
      },
      { query: countRunsQuery, detail: bulkActionDocs.countRuns },
    )
    .post(
      '/runs/actions',
      async ({ body, request, set }) => {
        const reach = readableRuns(request, body.filter);
        if (body.dryRun) return await previewBulkAction({ sql, clock, reach }, body);
        const key = request.headers.get(IDEMPOTENCY_KEY);
        const action = await createBulkAction({ sql, clock, newId, reach }, body, key);
        set.status = 202;
        set.headers.location = `/api/v1/bulk-actions/${action.id}`;
        return toView(action);
      },
      { parse, body: bulkActionBody, detail: bulkActionDocs.createBulkAction },
    )
    .get(
      '/bulk-actions',
      async ({ query: { limit = DEFAULT_PAGE_SIZE, cursor } }) => {
        const beforeId = cursor === undefined ? undefined : fromCursor(cursor);
        const page = toPage(await listBulkActions(sql, { limit: limit + 1, beforeId }), limit, ({ id }) =>
          toCursor(id),
        );
        return { ...page, items: page.items.map(toView) };
      },
      { query: listBulkActionsQuery, detail: bulkActionDocs.listBulkActions },
    )
    .get('/bulk-actions/:actionId', async ({ params }) => toView(await requireBulkAction(sql, params.actionId)), {
      detail: bulkActionDocs.getBulkAction,
    })
    .post('/bulk-actions/:actionId/cancel', async ({ params }) => toView(await stopBulkAction(sql, params.actionId)), {
      detail: bulkActionDocs.cancelBulkAction,
    });
}

/** What its caller was limited to is no part of what was asked for. */
const toView = ({ filter: { taskReach, queueReach, ...filter }, ...action }: BulkAction): BulkAction => ({
  ...action,
  filter,
});

async function requireBulkAction(sql: Database, id: string): Promise<BulkAction> {
  const action = isUuid(id) ? await getBulkAction(sql, id) : null;
  if (action) return action;
  throw new DomainError(
    'bulk-action-not-found',
    `There is no bulk action ${id.slice(0, 100)}. GET /api/v1/bulk-actions lists those of the last 30 days.`,
  );
}

/** Stops an action after the batch under way. */
async function stopBulkAction(sql: Database, id: string): Promise<BulkAction> {
  const before = await requireBulkAction(sql, id);
  const isStopped = await cancelBulkAction(sql, before.id);
  const action = await requireBulkAction(sql, id);
  if (isStopped) return action;
  throw new DomainError('bulk-action-ended', `The bulk action has ended as ${action.state}: there is nothing to stop.`);
}
