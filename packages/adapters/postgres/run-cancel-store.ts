import type { RunError } from '@fbrain/core/run/run';
import { sourcesOf, UNFINISHED_STATES } from '@fbrain/core/run/run-state';
import { isIn } from './claim-guards.ts';
import type { Database, Queryable } from './connection.ts';
import { finishedColumns, insertFinished } from './history-row.ts';
import type { ChangedRun } from './run-finish-store.ts';
import { tallyWaiting } from './run-tally-store.ts';

/** `cancelled`: it waited and has ended now. `requested`: it runs, its worker will abort it. */
export type CancelOutcome = 'cancelled' | 'requested' | 'final' | 'unknown';

const CANCELLED: RunError = { kind: 'cancelled', message: 'The run was cancelled before it started.' };
const WAITING = sourcesOf('cancelled').filter((state) => state !== 'running');

/** A run that changes state at each of so many looks does not exist; the bound only guards against a bug. */
const MAX_LOOKS = 10;

/** Cancels a waiting run at once, or asks the worker of a running one to abort it. Asking twice changes nothing. */
export async function cancelRun(sql: Database, id: string): Promise<CancelOutcome> {
  for (let look = 0; look < MAX_LOOKS; look++) {
    const outcome = await tryCancel(sql, id);
    // The run changed state between the parts of the statement, such as from queued to running: look again.
    if (outcome !== 'raced') return outcome;
  }
  throw new Error(`Run ${id} changed state ${MAX_LOOKS} times while it was being cancelled`);
}

async function tryCancel(sql: Database, id: string): Promise<CancelOutcome | 'raced'> {
  const [row] = await sql<{ cancelled: boolean; requested: boolean; unfinished: boolean; final: boolean }[]>`
    with finished as (
      delete from fbrain.run
      where run.id = ${id} and run.state = any(${WAITING})
      returning 'cancelled' as final_state, null as attempt_state, null::jsonb as final_output,
                ${sql.json({ ...CANCELLED })}::jsonb as final_error, ${finishedColumns(sql)}
    ),
    archived as (${insertFinished(sql)}),
    tallied as (${tallyWaiting(sql)}),
    requested as (
      update fbrain.run
      set cancel_requested_at = coalesce(cancel_requested_at, now())
      where id = ${id} and ${isIn(sql, 'running')}
      returning id
    )
    select exists (select from archived) as cancelled,
           exists (select from requested) as requested,
           exists (select from fbrain.run where id = ${id} and state = any(${UNFINISHED_STATES})) as unfinished,
           exists (select from fbrain.run_history where id = ${id}) as final`;
  if (row?.cancelled) return 'cancelled';
  if (row?.requested) return 'requested';
  if (row?.unfinished) return 'raced';
  return row?.final ? 'final' : 'unknown';
}

/** A run of a bulk cancel: `cancelled`, or `running` when its worker was asked to abort it. */
export type CancelledRun = Pick<ChangedRun, 'id' | 'task' | 'queue' | 'state' | 'attempt'>;

/** As cancelRun, for many in one statement. Answers those that were not final. */
export async function cancelRuns(tx: Queryable, ids: readonly string[]): Promise<CancelledRun[]> {
  const settled: CancelledRun[] = [];
  let left = [...ids];
  for (let look = 0; look < MAX_LOOKS && left.length > 0; look++) {
    settled.push(...(await tryCancelAll(tx, left)));
    const known = new Set(settled.map(({ id }) => id));
    // A run that a worker claimed or let go between the parts of the statement is unfinished and untouched: again.
    const rows = await tx<{ id: string }[]>`select id from fbrain.run where id = any(${left}::uuid[])`;
    left = rows.map(({ id }) => id).filter((id) => !known.has(id));
  }
  if (left.length > 0) throw new Error(`${left.length} runs changed state ${MAX_LOOKS} times while being cancelled`);
  return settled;
}

const tryCancelAll = (tx: Queryable, ids: readonly string[]) => tx<CancelledRun[]>`
  with finished as (
    delete from fbrain.run
    where run.id = any(${ids as string[]}::uuid[]) and run.state = any(${WAITING})
    returning 'cancelled' as final_state, null as attempt_state, null::jsonb as final_output,
              ${tx.json({ ...CANCELLED })}::jsonb as final_error, ${finishedColumns(tx)}
  ),
  archived as (${insertFinished(tx)}),
  tallied as (${tallyWaiting(tx)}),
  requested as (
    update fbrain.run
    set cancel_requested_at = coalesce(cancel_requested_at, now())
    where id = any(${ids as string[]}::uuid[]) and ${isIn(tx, 'running')}
    returning id, task, queue, state, attempt
  )
  select id, task, queue, state, attempt from archived
  union all
  select id, task, queue, state, attempt from requested`;
