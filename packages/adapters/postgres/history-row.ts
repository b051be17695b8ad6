import type { Queryable } from './connection.ts';

/** Columns that a finished run takes along, unchanged, from `fbrain.run` to `fbrain.run_history`. */
const KEPT_COLUMNS = [
  'task',
  'queue',
  'band',
  'rank',
  'input',
  'attempt',
  'failures',
  'max_attempts',
  'timeout_ms',
  'due_at',
  'queued_at',
  'expires_at',
  'deadline_at',
  'created_at',
  'started_at',
  'cancel_requested_at',
  'worker_id',
  'progress',
  'progress_message',
  'tags',
  'metadata',
  'concurrency_key',
  'unique_key',
  'idempotency_key',
  'parent_id',
  'replay_of',
  'schedule_id',
  'slot_at',
  'trace_context',
  'backoff',
].map((column) => `run.${column}`);

/**
 * What the `delete from fbrain.run` that finishes runs must return, besides `final_state`, `final_output`,
 * `final_error` and `attempt_state`.
 */
export const finishedColumns = (sql: Queryable) => sql.unsafe(`run.id, ${KEPT_COLUMNS.join(', ')}`);

/**
 * The insert that follows that delete, whose CTE must be named `finished`: as both are one statement, a run is
 * always in exactly one of the two tables (G2).
 * @param returning what of the inserted rows; carrying more costs
 */
export function insertFinished(sql: Queryable, returning = sql`id, task, queue, state, attempt, band`) {
  const columns = sql.unsafe(KEPT_COLUMNS.map((column) => column.slice('run.'.length)).join(', '));
  return sql`
    insert into fbrain.run_history (id, state, output, error, finished_at, attempt_state, ${columns})
    select id, final_state, final_output, final_error, now(), attempt_state, ${columns}
    from finished
    returning ${returning}`;
}
