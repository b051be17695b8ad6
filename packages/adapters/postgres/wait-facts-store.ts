import type { AttemptState } from '@fbrain/core/run/run';
import { MAX_AHEAD } from '@fbrain/core/run/run-explanation';
import type { WaitFacts } from '@fbrain/core/run/wait-facts';
import type { Queryable } from './connection.ts';
import { readLimitFacts } from './limit-facts-store.ts';
import { type SummaryRow, summaryColumns, toRunSummary } from './run-row.ts';

interface FactsRow extends SummaryRow, Omit<WaitFacts, 'run' | 'nowMs' | 'transportDown' | 'limits'> {
  now: Date;
  expiresAt: Date | null;
  deadlineAt: Date | null;
  lastAttemptState: AttemptState | null;
}

/**
 * Everything that decides why a run is where it is, seen in one snapshot; null = there is no such run. Busy slots are
 * counted, not read from the worker's row, which is a second old. Costs a few index look-ups: the runs that go first
 * are counted in three short scans of `run_ready`, as one with `or` would walk the whole queue. Each asks for its order:
 * the planner would otherwise read the table, sure of finding enough at once.
 */
export async function readWaitFacts(sql: Queryable, id: string): Promise<Omit<WaitFacts, 'transportDown'> | null> {
  const [row] = await sql<FactsRow[]>`
    with found as (
      select ${summaryColumns(sql)}, expires_at, deadline_at, blocked_by, schedule_id, null::timestamptz as finished_at
      from fbrain.run where id = ${id}
      union all
      select ${summaryColumns(sql)}, expires_at, deadline_at, null as blocked_by, null as schedule_id, finished_at
      from fbrain.run_history where id = ${id}
    )
    select found.*, now() as now,
           (select state from fbrain.attempt where run_id = found.id and number = found.attempt) as last_attempt_state,
           exists (select from fbrain.queue where name = found.queue and paused) as is_queue_paused,
           exists (select from fbrain.task where name = found.task and isolation = 'process') as needs_process,
           ${workers(sql)} as workers,
           ${holder(sql)} as holder,
           ${ahead(sql)} as ahead,
           ${waitsFor(sql)} as waits_for
    from found`;
  if (!row) return null;
  const { state } = row;
  const { now, expiresAt, deadlineAt, lastAttemptState, isQueuePaused, needsProcess, workers: facts, ...rest } = row;
  return {
    nowMs: now.getTime(),
    run: {
      ...toRunSummary(rest),
      expiresAt: expiresAt?.toISOString() ?? null,
      deadlineAt: deadlineAt?.toISOString() ?? null,
    },
    lastAttemptState,
    isQueuePaused,
    needsProcess,
    workers: facts,
    holder: row.holder,
    ahead: row.ahead,
    blockedBy: row.blockedBy,
    waitsFor: row.waitsFor,
    limits: state === 'blocked' || state === 'queued' ? await readLimitFacts(sql, row) : [],
  };
}

/** What runs or is ready goes before what waits as well; see schedule-queue-store.ts. */
const waitsFor = (sql: Queryable) => sql`
  (
    select other.id from fbrain.run as other
    where found.state = 'blocked' and found.blocked_by is null
      and other.schedule_id = found.schedule_id and other.id <> found.id
      and (other.state <> 'blocked' or other.blocked_by is not null or other.id < found.id)
    order by other.state = 'blocked' and other.blocked_by is null, other.id
    limit 1
  )`;

const workers = (sql: Queryable) => sql`
  coalesce((
    select json_agg(json_build_object(
      'name', worker.name,
      'knowsTask', found.task = any(worker.tasks),
      'servesQueue', worker.queues = '{*}' or found.queue = any(worker.queues),
      'slots', worker.slots,
      'busySlots', busy.slots,
      'processSlots', worker.process_slots,
      'busyProcessSlots', busy.processes
    ) order by worker.name)
    from fbrain.worker
    cross join lateral (
      select count(*) as slots, count(*) filter (where task.isolation = 'process') as processes
      from fbrain.run join fbrain.task on task.name = run.task
      where run.worker_id = worker.id and run.state = 'running'
    ) as busy
    where worker.state = 'active' and worker.lease_expires_at > now() and found.finished_at is null
  ), '[]')`;

const holder = (sql: Queryable) => sql`
  (
    select json_build_object(
      'name', name, 'isLost', state not in ('active', 'draining') or lease_expires_at <= now()
    )
    from fbrain.worker where worker.id = found.worker_id
  )`;

const ahead = (sql: Queryable) => sql`
  (
    select least(count(*), ${MAX_AHEAD})::integer
    from (
      (
        select from fbrain.run
        where found.state = 'queued' and queue = found.queue and state = 'queued' and band < found.band
        order by band, rank desc, id
        limit ${MAX_AHEAD}
      )
      union all
      (
        select from fbrain.run
        where found.state = 'queued' and queue = found.queue and state = 'queued' and band = found.band
          and rank > found.rank
        order by rank desc, id
        limit ${MAX_AHEAD}
      )
      union all
      (
        select from fbrain.run
        where found.state = 'queued' and queue = found.queue and state = 'queued' and band = found.band
          and rank = found.rank and id < found.id
        order by rank desc, id
        limit ${MAX_AHEAD}
      )
    ) as first
  )`;
