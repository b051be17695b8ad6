import type { Conclusion } from '@fbrain/core/run/conclude-attempt';
import type { RunError } from '@fbrain/core/run/run';
import type { RunState } from '@fbrain/core/run/run-state';
import type { AttemptFacts } from '@fbrain/core/stats/tally-attempts';
import { arrayText, jsonArrayText } from './array-text.ts';
import { isHeldBy } from './claim-guards.ts';
import type { Queryable } from './connection.ts';
import { finishedColumns, insertFinished } from './history-row.ts';
import { tallyOf, tallyOthers } from './run-tally-store.ts';
import { fenceOf, saidOf, saidOfRun } from './said-of-attempts.ts';

/** The end of one attempt, decided and ready to be written. */
export interface AttemptEnd {
  runId: string;
  /** The fence. */
  attempt: number;
  conclusion: Conclusion;
  /** The attempt ended with the death of its host or worker. */
  isCrash: boolean;
  /** For the statistics; without them the end does not count there. */
  facts?: AttemptFacts;
}

/** A run whose state has just changed. */
export interface ChangedRun {
  id: string;
  task: string;
  queue: string;
  state: RunState;
  attempt: number;
  band: number;
}

/** Is told that accepted ends are missing in the statistics. */
export type OnUncounted = (error: unknown) => void;

/**
 * Moves finished runs from the hot set to the history: one statement, one commit, whatever their number. An end that
 * carries an old fence, or whose run this worker no longer holds, changes nothing (G3).
 * @returns ids of the runs that changed
 */
export async function finishRuns(
  sql: Queryable,
  workerId: string,
  told: readonly AttemptEnd[],
  onUncounted?: OnUncounted,
): Promise<string[]> {
  if (told.length === 0) return [];
  // One that was told twice would become two rows of the history, which it refuses.
  const ends = [...new Map(told.map((end) => [fenceOf(end), end])).values()];
  const succeeded = ends.flatMap(toSuccess);
  const refused = await sql<{ id: string }[]>`
    with ending as materialized (
      select id, attempt, 'succeeded' as state, 'succeeded' as attempt_state, output, null::jsonb as error
      from unnest(
        ${arrayText(succeeded.map(({ runId }) => runId))}::uuid[],
        ${arrayText(succeeded.map(({ attempt }) => attempt))}::integer[],
        ${jsonArrayText(succeeded.map(({ outputJson }) => outputJson))}::jsonb[]
      ) as e(id, attempt, output)
      union all
      select id, attempt, state, attempt_state, null, error
      from json_to_recordset(${toRecords(ends.filter(({ conclusion }) => conclusion.state !== 'succeeded'))}::text::json)
        as e(id uuid, attempt integer, state text, attempt_state text, error jsonb)
    ),
    gone as (
      delete from fbrain.run
      where run.id = any(array(select id from ending)) and ${isHeldBy(sql, workerId)}
        -- "is true" keeps this a look-up in a hash table: as a join it might compare all runs with all ends.
        and ((run.id, run.attempt) in (select id, attempt from ending)) is true
      returning ${finishedColumns(sql)}
    ),
    finished as (
      select e.state as final_state, e.attempt_state, e.output as final_output, e.error as final_error, gone.*
      -- A full join, of which the condition leaves the inner one: it cannot compare all with all either.
      from gone full join ending e on e.id = gone.id and e.attempt = gone.attempt
      where coalesce(gone.attempt, 0) > 0
    ),
    kept as (${insertFinished(sql, sql`id`)}),
    accepted as materialized (select count(*) as ends from kept),
    tallied as (${tallyOf(sql, ends, sql`(select ends from accepted)`)})
    select id from ending
    where (select ends from accepted) <> ${ends.length} and id not in (select id from kept)`;
  return await idsOfOthers(sql, ends, refused, onUncounted);
}

/** Nearly all ends are accepted, so the statements answer the others: rows cost more to carry than to leave out. */
async function idsOfOthers(
  sql: Queryable,
  ends: readonly AttemptEnd[],
  refused: readonly { id: string }[],
  onUncounted?: OnUncounted,
): Promise<string[]> {
  if (refused.length === 0) return ends.map(({ runId }) => runId);
  const left = new Set(refused.map(({ id }) => id));
  const accepted = ends.filter(({ runId }) => !left.has(runId));
  // The ends are committed: who tried them again, because of this, would find them all refused.
  await tallyOthers(sql, accepted).catch((error: unknown) => onUncounted?.(error));
  return accepted.map(({ runId }) => runId);
}

/**
 * Sends runs back to wait, for a retry, after a snooze or handed back, and records the attempts that ended. Fenced
 * like `finishRuns`, and refused to runs that somebody asked to cancel: no attempt may follow, see `asCancelled`.
 * @returns ids of the runs that changed
 */
export async function rescheduleRuns(
  sql: Queryable,
  workerId: string,
  ends: readonly AttemptEnd[],
  onUncounted?: OnUncounted,
): Promise<string[]> {
  if (ends.length === 0) return [];
  const ids = arrayText(ends.map(({ runId }) => runId));
  const end = sql`jsonb_to_record(${saidOfRun(sql)})
    as e(state text, attempt_state text, delay_ms float8, error jsonb, crashed boolean)`;
  const refused = await sql<{ id: string }[]>`
    with ${saidOf(sql, ends, toRecord)},
    waiting as (
      update fbrain.run
      set worker_id = null,
          (state, error, failures, crashes, due_at, queued_at) = (
            select e.state,
                   coalesce(e.error, run.error),
                   run.failures + (e.attempt_state = 'failed')::int,
                   case when e.crashed then run.crashes + 1 when e.attempt_state = 'failed' then 0 else run.crashes end,
                   now() + make_interval(secs => e.delay_ms / 1000),
                   case when e.state = 'queued' then now() else run.queued_at end
            from ${end}
          )
      where run.id = any(${ids}::uuid[]) and ${saidOfRun(sql)} is not null and ${isHeldBy(sql, workerId)}
        and run.cancel_requested_at is null
      returning run.id, run.attempt, run.started_at
    ),
    recorded as (
      insert into fbrain.attempt (run_id, number, state, worker_id, started_at, error)
      select id, attempt, attempt_state, ${workerId}, started_at, e.error
      from waiting as run cross join ${end}
    ),
    tallied as (${tallyOf(sql, ends, sql`(select count(*) from waiting)`)})
    select id from unnest(${ids}::uuid[]) as id where id not in (select id from waiting)`;
  return await idsOfOthers(sql, ends, refused, onUncounted);
}

const CANCELLED: RunError = { kind: 'cancelled', message: 'The run was cancelled while it ran.' };

/** The end of a run that `rescheduleRuns` refused: what still bears the fence then was asked to be cancelled (G10). */
export const asCancelled = (end: AttemptEnd): AttemptEnd => ({
  ...end,
  conclusion: { state: 'cancelled', attemptState: 'cancelled', error: CANCELLED },
});

/** Nearly all ends are successes, which arrays carry at half the cost of records. */
const toSuccess = ({ runId, attempt, conclusion }: AttemptEnd) =>
  conclusion.state === 'succeeded' ? [{ runId, attempt, outputJson: conclusion.outputJson }] : [];

const toRecords = (ends: readonly AttemptEnd[]): string => JSON.stringify(ends.map(toRecord));

const toRecord = ({ runId, attempt, conclusion, isCrash }: AttemptEnd) => ({
  id: runId,
  attempt,
  state: conclusion.state,
  attempt_state: conclusion.attemptState,
  delay_ms: conclusion.state === 'retrying' ? conclusion.delayMs : 0,
  error: 'error' in conclusion ? conclusion.error : null,
  crashed: isCrash,
});
