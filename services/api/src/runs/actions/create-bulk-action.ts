import { createHash } from 'node:crypto';
import { insertBulkAction } from '@fbrain/adapters/postgres/bulk-action-store';
import type { Database } from '@fbrain/adapters/postgres/connection';
import { countRuns } from '@fbrain/adapters/postgres/run-count-store';
import { DomainError, invalid } from '@fbrain/core/errors/domain-error';
import { type RunFilter, type RunSelection, toFilter } from '@fbrain/core/page/run-filter';
import {
  ACTS_ON,
  type BulkAction,
  type BulkActionPreview,
  type BulkActionRequest,
  DEFAULT_BULK_RATE,
  type RunCount,
} from '@fbrain/core/run/bulk-action';
import { canonicalJson } from '@fbrain/core/run/canonical-json';
import type { Clock } from '@fbrain/core/time/clock';
import { settle } from '../to-run-filter.ts';

const MAX_KEY_LENGTH = 255;

interface BulkActionDeps {
  sql: Database;
  clock: Clock;
  /** Keeps the action within what its caller may touch. */
  reach: Pick<RunSelection, 'taskReach' | 'queueReach'>;
}

/** Exactly how many runs match, or an estimate above 10 000. */
export async function countMatching(sql: Database, filter: RunFilter): Promise<RunCount> {
  const { unfinished, final } = await countRuns(sql, filter);
  return { count: unfinished.count + final.count, isExact: unfinished.isExact && final.isExact };
}

/** Says what the action would do, without doing it. Throws DomainError `invalid`. */
export async function previewBulkAction(
  { sql, clock, reach }: BulkActionDeps,
  request: BulkActionRequest,
): Promise<BulkActionPreview> {
  return await preview(sql, request.action, { ...selectionOf(request, clock), ...reach });
}

/**
 * Accepts an action that a worker carries out from now on. With an idempotency key of before, answers that action.
 * @throws DomainError `invalid`, `idempotency-conflict`
 */
export async function createBulkAction(
  { sql, clock, newId, reach }: BulkActionDeps & { newId: () => string },
  request: BulkActionRequest,
  idempotencyKey: string | null,
): Promise<BulkAction> {
  const filter = { ...selectionOf(request, clock), ...reach };
  checkKey(idempotencyKey);
  // Runs made while they are counted have larger ids: they are not among those of the action.
  const id = newId();
  const action = await insertBulkAction(sql, {
    ...(await preview(sql, request.action, filter)),
    id,
    filter,
    rate: request.rate ?? DEFAULT_BULK_RATE[request.action],
    idempotencyKey,
    requestHash: createHash('sha256')
      .update(canonicalJson({ ...request, ...reach }))
      .digest('hex'),
  });
  if (action) return action;
  throw new DomainError(
    'idempotency-conflict',
    `The idempotency key "${idempotencyKey}" was used within the last 24 hours for a different bulk action. Use a new key, or repeat the request unchanged.`,
  );
}

async function preview(
  sql: Database,
  action: BulkActionRequest['action'],
  filter: RunSelection,
): Promise<BulkActionPreview> {
  const { unfinished, final } = await countRuns(sql, toFilter(filter));
  const skipped =
    (ACTS_ON[action].includes('queued') ? 0 : unfinished.count) +
    (ACTS_ON[action].includes('failed') ? 0 : final.count);
  return {
    action,
    matched: unfinished.count + final.count,
    skipped,
    isExact: unfinished.isExact && final.isExact,
  };
}

/** No condition means all runs only for who says so: a filter may be empty by mistake. */
function selectionOf({ filter = {}, all = false }: BulkActionRequest, clock: Clock): RunSelection {
  const isEmpty = Object.values(filter).every((value) => value.length === 0);
  if (isEmpty && !all) {
    throw invalid('/filter', 'must have at least one condition; to act on every run there is, say "all": true instead');
  }
  if (!isEmpty && all) throw invalid('/all', 'cannot be given together with a filter: leave out one of them');
  return settle(filter, clock.now());
}

function checkKey(key: string | null): void {
  if (key !== null && (key.length === 0 || key.length > MAX_KEY_LENGTH)) {
    throw invalid('Idempotency-Key', `must be 1 to ${MAX_KEY_LENGTH} characters`);
  }
}
