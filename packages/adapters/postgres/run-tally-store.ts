import { type TallyRow, tallyAttempts } from '@fbrain/core/stats/tally-attempts';
import type { Fragment, Queryable } from './connection.ts';
import type { AttemptEnd } from './run-finish-store.ts';

/**
 * Counts a batch of ends in the statement that writes them: one commit, so each counts exactly once. The worker has
 * summed them up, as the sums of 500 ends are a few rows: letting the database do that costs it a fifth of the statement.
 * @param accepted how many ends were. Unless it is all of them nothing is counted here, see `tallyOthers`
 */
export const tallyOf = (sql: Queryable, ends: readonly AttemptEnd[], accepted: Fragment) => sql`
  ${insertRows(sql, tallyAttempts(ends))}
  where ${accepted} = ${ends.length}`;

/** Counts the ends that were accepted beside others that were refused: rare, so it may cost a statement. */
export async function tallyOthers(sql: Queryable, accepted: readonly AttemptEnd[]): Promise<void> {
  const rows = tallyAttempts(accepted);
  if (rows.length > 0) await sql`${insertRows(sql, rows)}`;
}

const insertRows = (sql: Queryable, rows: readonly TallyRow[]) => sql`
  insert into fbrain.run_tally (
    task, queue, state, started_at, bucket, runs, duration_ms, wait_ms, fingerprint, run_id, error
  )
  select * from json_to_recordset(${JSON.stringify(rows)}::text::json) as t(
    task text, queue text, state text, "startedAt" timestamptz, bucket smallint, runs integer, "durationMs" float8,
    "waitMs" float8, fingerprint text, "runId" uuid, error jsonb
  )`;

/** Counts the runs of a CTE named `finished` that ended while they waited: cancelled, expired or past their deadline. */
export const tallyWaiting = (sql: Queryable) => sql`
  insert into fbrain.run_tally (task, queue, state, runs, duration_ms, wait_ms, fingerprint, run_id, error)
  select task, queue, final_state, count(*), 0, 0, final_error ->> 'fingerprint', min(id::text)::uuid,
         (array_agg(final_error))[1]
  from finished
  group by task, queue, final_state, final_error ->> 'fingerprint'`;
