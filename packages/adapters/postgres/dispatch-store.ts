import type { RetryPolicy } from '@fbrain/core/retry/retry-policy';
import type { RunError } from '@fbrain/core/run/run';
import type { ReadyHint } from '@fbrain/core/transport/transport';
import type { Queryable } from './connection.ts';
import { finishedColumns, insertFinished } from './history-row.ts';
import type { ChangedRun } from './run-finish-store.ts';
import { tallyWaiting } from './run-tally-store.ts';

/** What the dispatcher reads and writes. Every statement guards itself: two leaders at once do no harm. */

/**
 * Makes runs whose time has come ready, those of `ids` only if they are given. Answers up to `limit`; call again while
 * it answers that many.
 */
export async function promoteDueRuns(sql: Queryable, limit: number, ids?: readonly string[]): Promise<ChangedRun[]> {
  return await sql<ChangedRun[]>`
    with due as (
      select id from fbrain.run
      where state in ('scheduled', 'retrying') and due_at <= now()
        ${ids === undefined ? sql`` : sql`and id = any(${ids as string[]}::uuid[])`}
      order by due_at
      limit ${limit}
      for update skip locked
    )
    update fbrain.run
    set state = 'queued', queued_at = now()
    where id = any(array(select id from due))
    returning run.id, run.task, run.queue, run.state, run.attempt, run.band`;
}

/** Lanes in which a run has been ready for longer than `olderThanMs` and some worker could run it. */
export async function listWaitingLanes(
  sql: Queryable,
  olderThanMs: number,
): Promise<{ queue: string; band: number }[]> {
  return await sql`
    select queue.name as queue, band
    from fbrain.queue cross join unnest('{0,1,2}'::smallint[]) as bands(band)
    cross join lateral (
      select from fbrain.run
      where run.queue = queue.name and run.band = bands.band and state = 'queued'
        and queued_at < now() - make_interval(secs => ${olderThanMs / 1000})
        and task = any(array(select unnest(tasks) from fbrain.worker where state = 'active'))
      -- The order of the index run_ready: the first one ends the scan. An exists() would read the whole backlog.
      order by rank desc, id
      limit 1
    ) as first_run
    where not queue.paused`;
}

/** The ready runs of a lane in the order they are to start. */
export async function listReadyRuns(
  sql: Queryable,
  lane: { queue: string; band: number },
  options: { olderThanMs: number; limit: number },
): Promise<ReadyHint[]> {
  return await sql<ReadyHint[]>`
    select id as run_id, queue, band
    from fbrain.run
    where queue = ${lane.queue} and band = ${lane.band} and state = 'queued'
      and queued_at < now() - make_interval(secs => ${options.olderThanMs / 1000})
      and task = any(array(select unnest(tasks) from fbrain.worker where state = 'active'))
    order by rank desc, id
    limit ${options.limit}`;
}

const EXPIRED: RunError = { kind: 'expired', message: 'The run expired before a worker could start it.' };
const OVERDUE: RunError = { kind: 'deadline', message: 'The deadline of the run passed while it waited.' };

/** Ends waiting runs that may no longer start: expired ones that never did, and those past their deadline. */
export async function endOverdueRuns(sql: Queryable, limit: number): Promise<ChangedRun[]> {
  const isExpired = sql`run.attempt = 0 and coalesce(run.expires_at <= now(), false)`;
  return await sql<ChangedRun[]>`
    with overdue as (
      select id from fbrain.run
      where state <> 'running' and ((expires_at <= now() and attempt = 0) or deadline_at <= now())
      limit ${limit}
      for update skip locked
    ),
    finished as (
      delete from fbrain.run
      where run.id = any(array(select id from overdue)) and run.state <> 'running'
      returning case when ${isExpired} then 'expired' else 'failed' end as final_state,
                case when ${isExpired} then ${sql.json({ ...EXPIRED })}::jsonb
                     -- Failures of one task that look alike, as core/errors/error-fingerprint.ts has it for others.
                     else ${sql.json({ ...OVERDUE })}::jsonb
                       || jsonb_build_object('fingerprint', left(md5(run.task || ' overdue'), 16))
                end as final_error,
                null::jsonb as final_output, null as attempt_state, ${finishedColumns(sql)}
    ),
    tallied as (${tallyWaiting(sql)})
    ${insertFinished(sql)}`;
}

/** Declares workers lost that have not renewed their lease in time. Answers their names. */
export async function markLostWorkers(sql: Queryable): Promise<{ id: string; name: string }[]> {
  return await sql`
    update fbrain.worker
    set state = 'lost', leader = false, busy_slots = 0
    where state in ('active', 'draining') and lease_expires_at <= now()
    returning id, name`;
}

/** A run that still says `running` although its worker has ended. */
export interface OrphanedRun extends Omit<ChangedRun, 'state'> {
  workerId: string;
  failures: number;
  crashes: number;
  maxAttempts: number;
  deadlineAt: Date | null;
  cancelRequestedAt: Date | null;
  queuedAt: Date;
  startedAt: Date;
  /** Of the task, null if it is gone. */
  retry: RetryPolicy | null;
  workerName: string | null;
}

export async function listOrphanedRuns(sql: Queryable, limit: number): Promise<OrphanedRun[]> {
  return await sql<OrphanedRun[]>`
    select run.id, run.task, run.queue, run.band, run.worker_id, run.attempt, run.failures, run.crashes, run.max_attempts, run.deadline_at,
           run.cancel_requested_at, run.queued_at, run.started_at, task.retry, worker.name as worker_name
    from fbrain.run
    left join fbrain.worker on worker.id = run.worker_id
    left join fbrain.task on task.name = run.task
    where run.state = 'running' and (worker.id is null or worker.state in ('lost', 'stopped'))
    limit ${limit}`;
}
