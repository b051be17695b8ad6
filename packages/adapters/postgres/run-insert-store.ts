import { DomainError } from '@fbrain/core/errors/domain-error';
import type { NewRun } from '@fbrain/core/run/run-request';
import type { Database, Queryable } from './connection.ts';

/** Hours an idempotency key is remembered. */
const IDEMPOTENCY_HOURS = 24;

/** A run with what its request was: the same key with another request is a conflict. */
export interface HashedRun extends NewRun {
  /** SHA-256 of the request, hex. */
  requestHash: string;
}

/** Inserts runs in one statement and one commit. Resolves when they are durable (G1). */
export async function insertRuns(sql: Queryable, runs: readonly NewRun[]): Promise<void> {
  if (runs.length === 0) return;
  // One text parameter instead of an array per column: postgres.js serialises arrays element by element, and the
  // input is spliced in as the JSON text it already is.
  await sql`
    insert into fbrain.run (
      id, task, queue, band, rank, state, input, max_attempts, timeout_ms, created_at, due_at, queued_at,
      expires_at, deadline_at, tags, metadata, idempotency_key, parent_id
    )
    select
      id, task, queue, band, rank, state, coalesce(input, 'null'), max_attempts, timeout_ms, created_at, due_at,
      case when state = 'queued' then created_at end,
      expires_at, deadline_at, coalesce(tags, '{}'), coalesce(metadata, '{}'), idempotency_key, parent_id
    from json_to_recordset(${`[${runs.map(toRecord).join()}]`}::text::json) as r(
      id uuid, task text, queue text, band smallint, rank smallint, state text, input jsonb, max_attempts integer,
      timeout_ms bigint, created_at timestamptz, due_at timestamptz, expires_at timestamptz, deadline_at timestamptz,
      tags text[], metadata jsonb, idempotency_key text, parent_id uuid
    )`;
}

/**
 * Inserts runs, some of which carry an idempotency key. Answers, for each, the id that its key stands for: its own, or
 * that of the run which came first with the same key and the same request.
 * @throws DomainError `idempotency-conflict` when the key came before with another request; then nothing is inserted.
 */
export async function insertKeyedRuns(sql: Database, runs: readonly HashedRun[]): Promise<string[]> {
  return await sql.begin(async (tx) => {
    const holders = await takeKeys(
      tx,
      runs.filter((run) => run.idempotencyKey !== null),
    );
    const ids = runs.map((run) => {
      if (run.idempotencyKey === null) return run.id;
      const holder = holders.get(run.idempotencyKey);
      if (holder?.hash !== run.requestHash) throw idempotencyConflict(run.idempotencyKey);
      return holder.runId;
    });
    await insertRuns(
      tx,
      runs.filter((run, index) => ids[index] === run.id),
    );
    return ids;
  });
}

/** Takes the keys that are free, and answers for all of them who holds them now. */
async function takeKeys(tx: Queryable, runs: readonly HashedRun[]) {
  // In order of the key, so that two requests with several keys cannot deadlock.
  const sorted = [...runs].sort((a, b) => ((a.idempotencyKey ?? '') < (b.idempotencyKey ?? '') ? -1 : 1));
  const keys = sorted.map((run) => run.idempotencyKey);
  await tx`delete from fbrain.idempotency where key = any(${keys}) and expires_at <= now()`;
  await tx`
    insert into fbrain.idempotency (key, request_hash, run_id, expires_at)
    select key, decode(hash, 'hex'), run_id, now() + make_interval(hours => ${IDEMPOTENCY_HOURS})
    from unnest(${keys}::text[], ${sorted.map((run) => run.requestHash)}::text[], ${sorted.map((run) => run.id)}::uuid[])
      as r(key, hash, run_id)
    on conflict (key) do nothing`;
  const holders = await tx<{ key: string; hash: string; runId: string }[]>`
    select key, encode(request_hash, 'hex') as hash, run_id
    from fbrain.idempotency
    where key = any(${keys})`;
  return new Map(holders.map((holder) => [holder.key, holder]));
}

const idempotencyConflict = (key: string): DomainError =>
  new DomainError(
    'idempotency-conflict',
    `The idempotency key "${key}" was used within the last ${IDEMPOTENCY_HOURS} hours for a different request. Use a new key, or repeat the request unchanged.`,
  );

const isoOrNull = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** One element of the record set. Fields at their default are left out: most runs have few. */
function toRecord(run: NewRun): string {
  const fields = JSON.stringify({
    id: run.id,
    task: run.task,
    queue: run.queue,
    band: run.band,
    rank: run.rank,
    state: run.state,
    max_attempts: run.maxAttempts,
    timeout_ms: run.timeoutMs ?? undefined,
    created_at: isoOrNull(run.createdAtMs),
    due_at: isoOrNull(run.dueAtMs),
    expires_at: isoOrNull(run.expiresAtMs) ?? undefined,
    deadline_at: isoOrNull(run.deadlineAtMs) ?? undefined,
    tags: run.tags.length > 0 ? run.tags : undefined,
    metadata: run.metadata,
    idempotency_key: run.idempotencyKey ?? undefined,
    parent_id: run.parentId ?? undefined,
  });
  return `${fields.slice(0, -1)},"input":${run.inputJson}}`;
}
