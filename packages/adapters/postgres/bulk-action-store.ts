import type { RunSelection } from '@fbrain/core/page/run-filter';
import {
  type BulkAction,
  type BulkActionKind,
  type BulkActionPreview,
  type BulkFailure,
  MAX_BULK_FAILURES,
} from '@fbrain/core/run/bulk-action';
import type { Database, Queryable } from './connection.ts';

export interface NewBulkAction extends BulkActionPreview {
  /** A uuidv7: the action is about runs with smaller ids. */
  id: string;
  action: BulkActionKind;
  filter: RunSelection;
  rate: number;
  idempotencyKey: string | null;
  /** SHA-256 of the request, hex. */
  requestHash: string;
}

/** What a batch of runs came to. */
export interface BatchOutcome {
  done: number;
  skipped: number;
  failures: readonly BulkFailure[];
}

/** Hours an idempotency key is remembered, as those of runs. */
const IDEMPOTENCY_HOURS = 24;
/** Days an action that ended can still be looked at. */
const KEPT_DAYS = 30;

type BulkActionRow = Omit<BulkAction, 'createdAt' | 'finishedAt'> & { createdAt: Date; finishedAt: Date | null };

/** Stores a new action, or finds the one its idempotency key stands for. Null = that one was another request. */
export async function insertBulkAction(sql: Database, action: NewBulkAction): Promise<BulkAction | null> {
  const { id, filter, rate, matched, skipped, isExact, idempotencyKey, requestHash } = action;
  return await sql.begin(async (tx) => {
    await tx`
      update fbrain.bulk_action
      set idempotency_key = null
      where idempotency_key = ${idempotencyKey} and created_at < now() - make_interval(hours => ${IDEMPOTENCY_HOURS})`;
    await tx`
      insert into fbrain.bulk_action (
        id, action, filter, rate, matched, skipped, is_exact, idempotency_key, request_hash
      )
      values (
        ${id}, ${action.action}, ${tx.json({ ...filter })}, ${rate}, ${matched}, ${skipped}, ${isExact},
        ${idempotencyKey}, decode(${requestHash}, 'hex')
      )
      on conflict (idempotency_key) do nothing`;
    const [row] = await tx<BulkActionRow[]>`
      select ${columns(tx)} from fbrain.bulk_action
      where (id = ${id} or idempotency_key = ${idempotencyKey}) and request_hash = decode(${requestHash}, 'hex')`;
    return row ? toBulkAction(row) : null;
  });
}

export async function getBulkAction(sql: Queryable, id: string): Promise<BulkAction | null> {
  const [row] = await sql<BulkActionRow[]>`select ${columns(sql)} from fbrain.bulk_action where id = ${id}`;
  return row ? toBulkAction(row) : null;
}

/** Newest first; `beforeId` is the last id of the page before. */
export async function listBulkActions(
  sql: Queryable,
  page: { limit: number; beforeId?: string | undefined },
): Promise<BulkAction[]> {
  const rows = await sql<BulkActionRow[]>`
    select ${columns(sql)} from fbrain.bulk_action
    where ${page.beforeId === undefined ? sql`true` : sql`id < ${page.beforeId}`}
    order by id desc
    limit ${page.limit}`;
  return rows.map(toBulkAction);
}

/** Stops a running action between two batches. False = it had ended. */
export async function cancelBulkAction(sql: Queryable, id: string): Promise<boolean> {
  const { count } = await sql`
    update fbrain.bulk_action set state = 'cancelled', finished_at = now() where id = ${id} and state = 'running'`;
  return count > 0;
}

/** Ends an action that cannot go on. */
export async function failBulkAction(sql: Queryable, id: string, error: string): Promise<void> {
  await sql`
    update fbrain.bulk_action set state = 'failed', finished_at = now(), error = ${error}
    where id = ${id} and state = 'running'`;
}

/** A running action, as whoever carries it out needs it. */
export interface RunningBulkAction {
  id: string;
  action: BulkActionKind;
  filter: RunSelection;
  rate: number;
  cursorId: string;
}

/** Null = it has ended. */
export async function readRunningAction(sql: Queryable, id: string): Promise<RunningBulkAction | null> {
  const [row] = await sql<RunningBulkAction[]>`
    select id, action, filter, rate, cursor_id from fbrain.bulk_action where id = ${id} and state = 'running'`;
  return row ?? null;
}

/** Keeps others from the batch after the cursor until the transaction ends. False = somebody else has dealt with it. */
export async function takeBatch(tx: Queryable, { id, cursorId }: RunningBulkAction): Promise<boolean> {
  const rows = await tx`
    select from fbrain.bulk_action where id = ${id} and state = 'running' and cursor_id = ${cursorId} for update`;
  return rows.length > 0;
}

/** Notes what became of a batch. It belongs into the transaction of takeBatch: the cursor moves with the deeds. */
export async function finishBatch(tx: Queryable, id: string, lastId: string, outcome: BatchOutcome): Promise<void> {
  const { done, skipped, failures } = outcome;
  const samples = tx.json(failures.slice(0, MAX_BULK_FAILURES).map((failure) => ({ ...failure })));
  await tx`
    update fbrain.bulk_action
    set cursor_id = ${lastId}, done = done + ${done}, skipped = skipped + ${skipped},
        failed = failed + ${failures.length},
        failures = (
          select coalesce(jsonb_agg(failure order by n), '[]')
          from jsonb_array_elements(failures || ${samples}::jsonb) with ordinality as sample(failure, n)
          where n <= ${MAX_BULK_FAILURES}
        )
    where id = ${id}`;
}

/**
 * Ends an action that has dealt with all its runs. From now on the parts add up: a run that was counted and is not
 * among the others had changed its state before its turn, so it was skipped.
 */
export async function completeBulkAction(tx: Queryable, id: string): Promise<void> {
  await tx`
    update fbrain.bulk_action
    set state = 'succeeded', finished_at = now(),
        skipped = case when is_exact then greatest(matched - done - failed, 0) else skipped end,
        matched = case when is_exact then greatest(matched, done + failed) else done + skipped + failed end
    where id = ${id}`;
}

/** Forgets what ended long ago. */
export async function pruneBulkActions(sql: Queryable): Promise<void> {
  await sql`delete from fbrain.bulk_action where finished_at < now() - make_interval(days => ${KEPT_DAYS})`;
}

const columns = (sql: Queryable) => sql`
  id, action, filter, state, rate, matched, is_exact, done, skipped, failed, failures, error, created_at, finished_at`;

const toBulkAction = (row: BulkActionRow): BulkAction => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  finishedAt: row.finishedAt?.toISOString() ?? null,
});
