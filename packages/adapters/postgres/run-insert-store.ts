import type { NewRun } from '@fbrain/core/run/run-request';
import { arrayText, jsonArrayText } from './array-text.ts';
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

/** What the rows of an insert are read from, and what each has of its own. */
interface Source {
  rows: Fragment;
  id: Fragment;
  input: Fragment;
  /** How much later than `r` says, as an interval. */
  later: Fragment;
}

const insert = (sql: Queryable, runs: readonly NewRun[], ending: Fragment) => {
  const [first, second] = runs;
  const { rows, id, input, later } =
    first && second && areAlike(first, runs) ? alike(sql, first, runs) : diverse(sql, runs);
  return sql<{ id: string }[]>`
    insert into fbrain.run (
      id, task, queue, band, rank, state, input, max_attempts, timeout_ms, created_at, due_at, queued_at,
      expires_at, deadline_at, tags, metadata, concurrency_key, rate_key, idempotency_key, unique_key,
      parent_id, replay_of, schedule_id, slot_at, trace_context, backoff
    )
    select
      ${id}, task, queue, band, rank, state, coalesce(${input}, 'null'), max_attempts, timeout_ms,
      created_at + ${later}, due_at + ${later}, case when state = 'queued' then created_at + ${later} end,
      expires_at, deadline_at, coalesce(tags, '{}'), coalesce(metadata, '{}'), concurrency_key, rate_key, idempotency_key,
      unique_key, parent_id, replay_of, schedule_id, slot_at, trace_context, backoff
    from ${rows}
    ${ending}`;
};

const records = (sql: Queryable, runs: readonly NewRun[]) => sql`
  json_to_recordset(${`[${runs.map(toRecord).join()}]`}::text::json) as r(
    id uuid, task text, queue text, band smallint, rank smallint, state text, input jsonb, max_attempts integer,
    timeout_ms bigint, created_at timestamptz, due_at timestamptz, expires_at timestamptz, deadline_at timestamptz,
    tags text[], metadata jsonb, concurrency_key text, rate_key text, idempotency_key text, unique_key text,
    parent_id uuid, replay_of uuid, schedule_id uuid, slot_at timestamptz, trace_context text,
    backoff jsonb
  )`;

/** One text parameter instead of an array per column: postgres.js serialises arrays element by element, and the input
 * is spliced in as the JSON text it already is. */
const diverse = (sql: Queryable, runs: readonly NewRun[]): Source => ({
  rows: records(sql, runs),
  id: sql`r.id`,
  input: sql`r.input`,
  later: sql`interval '0'`,
});

/** The first run stands for all: to read a record costs PostgreSQL as much as to insert it. */
const alike = (sql: Queryable, first: NewRun, runs: readonly NewRun[]): Source => ({
  rows: sql`
    ${records(sql, [{ ...first, inputJson: 'null' }])}
    cross join unnest(
      ${arrayText(runs.map(({ id }) => id))}::uuid[],
      ${arrayText(runs.map(({ createdAtMs }) => createdAtMs - first.createdAtMs))}::integer[],
      ${jsonArrayText(runs.map(({ inputJson }) => inputJson))}::jsonb[]
    ) as own(id, later_ms, input)`,
  id: sql`own.id`,
  input: sql`own.input`,
  later: sql`own.later_ms * interval '1 ms'`,
});

/** What runs that are alike have of their own, or what is an object of each: those are compared otherwise. */
const COMPARED_APART: ReadonlySet<string> = new Set([
  'id',
  'inputJson',
  'createdAtMs',
  'dueAtMs',
  'tags',
  'metadata',
] satisfies (keyof NewRun)[]);

/** Whether the runs differ in nothing but their id, their input and the instant they were asked for at. */
function areAlike(first: NewRun, runs: readonly NewRun[]): boolean {
  const shared = (Object.keys(first) as (keyof NewRun)[]).filter((field) => !COMPARED_APART.has(field));
  const delayMs = first.dueAtMs - first.createdAtMs;
  return runs.every(
    (run) =>
      shared.every((field) => run[field] === first[field]) &&
      run.dueAtMs - run.createdAtMs === delayMs &&
      run.tags.length === 0 &&
      isEmpty(run.metadata),
  );
}

function isEmpty(object: object): boolean {
  for (const _ in object) return false;
  return true;
}

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
