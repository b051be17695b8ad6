import type { NewRun } from '@fbrain/core/run/run-request';
import type { Fragment, Queryable } from './connection.ts';

/** Inserts runs in one statement and one commit. Resolves when they are durable (G1). */
export async function insertRuns(sql: Queryable, runs: readonly NewRun[]): Promise<void> {
  if (runs.length > 0) await insert(sql, runs, sql``);
}

/** As insertRuns, but leaves out those whose unique key an unfinished run holds. Answers the ids of the inserted ones. */
export async function insertRunsUnlessHeld(sql: Queryable, runs: readonly NewRun[]): Promise<string[]> {
  if (runs.length === 0) return [];
  // Not the statement for all: PostgreSQL checks first and inserts then, which costs every row.
  const unlessHeld = sql`on conflict (unique_key) where unique_key is not null do nothing returning id`;
  return (await insert(sql, runs, unlessHeld)).map(({ id }) => id);
}

/** One text parameter instead of an array per column: postgres.js serialises arrays element by element, and the input
 * is spliced in as the JSON text it already is. */
const insert = (sql: Queryable, runs: readonly NewRun[], ending: Fragment) => sql<{ id: string }[]>`
  insert into fbrain.run (
    id, task, queue, band, rank, state, input, max_attempts, timeout_ms, created_at, due_at, queued_at,
    expires_at, deadline_at, tags, metadata, concurrency_key, rate_key, idempotency_key, unique_key,
    parent_id, replay_of, schedule_id, slot_at, trace_context, backoff
  )
  select
    id, task, queue, band, rank, state, coalesce(input, 'null'), max_attempts, timeout_ms, created_at, due_at,
    case when state = 'queued' then created_at end,
    expires_at, deadline_at, coalesce(tags, '{}'), coalesce(metadata, '{}'), concurrency_key, rate_key, idempotency_key,
    unique_key, parent_id, replay_of, schedule_id, slot_at, trace_context, backoff
  from json_to_recordset(${`[${runs.map(toRecord).join()}]`}::text::json) as r(
    id uuid, task text, queue text, band smallint, rank smallint, state text, input jsonb, max_attempts integer,
    timeout_ms bigint, created_at timestamptz, due_at timestamptz, expires_at timestamptz, deadline_at timestamptz,
    tags text[], metadata jsonb, concurrency_key text, rate_key text, idempotency_key text, unique_key text,
    parent_id uuid, replay_of uuid, schedule_id uuid, slot_at timestamptz, trace_context text,
    backoff jsonb
  )
  ${ending}`;

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
    concurrency_key: run.concurrencyKey ?? undefined,
    rate_key: run.rateKey ?? undefined,
    idempotency_key: run.idempotencyKey ?? undefined,
    unique_key: run.uniqueKey ?? undefined,
    parent_id: run.parentId ?? undefined,
    replay_of: run.replayOf ?? undefined,
    schedule_id: run.scheduleId ?? undefined,
    slot_at: isoOrNull(run.slotAtMs) ?? undefined,
    trace_context: run.traceContext ?? undefined,
    backoff: run.backoff ?? undefined,
  });
  return `${fields.slice(0, -1)},"input":${run.inputJson}}`;
}
