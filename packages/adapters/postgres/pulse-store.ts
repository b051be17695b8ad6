import type { TaskHostInfo, WorkerState } from '@fbrain/core/worker/worker';
import type { Database } from './connection.ts';
import { hasMessagesDue, hasRulesDue } from './notification-delivery-store.ts';
import { ALIVE_CHANNEL } from './postgres-transport-notify.ts';
import { untilNextSchedule } from './schedule-firing-store.ts';
import { hasScheduleQueue } from './schedule-queue-store.ts';

/** Any fixed number will do: it only has to differ from other advisory locks of this database. */
const LEADER_LOCK = 7_261_002;

/** Later ones wait: the runs of all of them compete anyway. */
const BULK_ACTIONS_AT_ONCE = 100;

export interface PulseRequest {
  workerId: string;
  leaseMs: number;
  busySlots: number;
  hosts: readonly TaskHostInfo[];
  /** Backend that took the leader's lock for us; another backend means that the lock went with its connection. */
  leaderPid: number | null;
}

/** What one look at the database tells a worker. */
export interface Pulse {
  databaseNowMs: number;
  /** Null = the lease was lost: this worker must end what it runs and start anew. */
  state: WorkerState | null;
  /** Runs of this worker that somebody asked to cancel. */
  cancelRequested: string[];
  /** Queues that are not paused: hints of the others stay where they are. */
  queues: string[];
  backendPid: number;
  /** Null unless this worker leads. */
  work: DispatcherWork | null;
}

/** Which duties of the dispatcher have something to do. */
export interface DispatcherWork {
  hasQueued: boolean;
  hasDue: boolean;
  /** Milliseconds until the next scheduled or retrying run is due. */
  nextDueInMs: number | null;
  hasOverdue: boolean;
  hasLostWorker: boolean;
  /** There is, or soon will be, room for runs that a limit blocks. */
  hasBlocked: boolean;
  /** Milliseconds until the next slot of a schedule, negative = it is due. */
  nextScheduleInMs: number | null;
  /** There are runs that wait for earlier ones of their schedule. */
  hasScheduleQueue: boolean;
  /** Ends of attempts are tallied that the statistics do not have yet. */
  hasTally: boolean;
  /** A rule of notifications is to be looked at. */
  hasRulesDue: boolean;
  /** A notification is to be sent. */
  hasMessagesDue: boolean;
  /** Bulk actions that are not finished, oldest first; not more than are worked on at once. */
  bulkActions: string[];
}

/** Lines of blocked runs that a pulse goes through; with more there is surely one that has room. */
const MAX_LINES = 1_000;
/** Room that a line of a rate limit gets until then is seen by this pulse: the next one may be late. */
const SOON = '1500 ms';

/**
 * Whether some blocked run may have room before the next pulse: it waits for the end of another run, or for a token
 * that is there by then. A limit of one run an hour is not looked at in between.
 */
const hasRoom = (sql: Database) => sql`
  coalesce((
    with recursive line as (
      select min(blocked_by) as name from fbrain.run where blocked_by is not null and state = 'blocked'
      union all
      select (
        select blocked_by from fbrain.run
        where blocked_by > line.name and state = 'blocked'
        order by blocked_by
        limit 1
      )
      from line where line.name is not null
    )
    select bool_or(bucket.free_at is null or bucket.free_at <= now() + ${SOON}::interval) or count(*) = ${MAX_LINES}
    from (select name from line where name is not null limit ${MAX_LINES}) as some_line
    left join fbrain.rate_bucket as bucket using (name)
  ), false)`;

/**
 * Renews the lease, tries to lead, and looks for work, all in one statement: at rest it is the only one a worker
 * sends (G11). Needs a connection of its own, as the leader's advisory lock belongs to the session.
 */
export async function takePulse(sql: Database, request: PulseRequest): Promise<Pulse> {
  const [row] = await sql<
    (Omit<Pulse, 'databaseNowMs' | 'work'> & DispatcherWork & { databaseNow: Date; leads: boolean; told: unknown })[]
  >`
    with lead as materialized (
      select case when pg_backend_pid() = ${request.leaderPid} then true else pg_try_advisory_lock(${LEADER_LOCK}) end as leads
    ),
    beat as (
      update fbrain.worker
      set lease_expires_at = now() + make_interval(secs => ${request.leaseMs / 1000}), last_seen_at = now(),
          busy_slots = ${request.busySlots}, hosts = ${JSON.stringify(request.hosts)}::text::jsonb, leader = (select leads from lead)
      where id = ${request.workerId} and state in ('active', 'draining') and lease_expires_at > now()
      returning state
    )
    select clock_timestamp() as database_now,
           pg_backend_pid() as backend_pid,
           leads,
           (select state from beat) as state,
           array(
             -- Whatever has a worker is running. With its state, the index of all that the worker holds would do too.
             select id::text from fbrain.run where worker_id = ${request.workerId} and cancel_requested_at is not null
           ) as cancel_requested,
           array(select name from fbrain.queue where not paused order by name) as queues,
           leads and exists (select from fbrain.run where state = 'queued') as has_queued,
           leads and exists (select from fbrain.run where state in ('scheduled', 'retrying') and due_at <= now()) as has_due,
           (select extract(epoch from min(due_at) - now()) * 1000 from fbrain.run
            where state in ('scheduled', 'retrying') and due_at > now())::float8 as next_due_in_ms,
           leads and (
             exists (select from fbrain.run where expires_at <= now() and attempt = 0)
             or exists (select from fbrain.run where deadline_at <= now() and state <> 'running')
           ) as has_overdue,
           leads and exists (
             select from fbrain.worker
             where (state in ('active', 'draining') and lease_expires_at <= now())
               -- It ended and could not hand back everything.
               or (state = 'stopped' and last_seen_at > now() - interval '1 hour' and exists (
                 select from fbrain.run where worker_id = worker.id and run.state = 'running'
               ))
           ) as has_lost_worker,
           leads and ${hasRoom(sql)} as has_blocked,
           case when leads then ${untilNextSchedule(sql)} end as next_schedule_in_ms,
           leads and ${hasScheduleQueue(sql)} as has_schedule_queue,
           leads and exists (select from fbrain.run_tally) as has_tally,
           leads and ${hasRulesDue(sql)} as has_rules_due,
           leads and ${hasMessagesDue(sql)} as has_messages_due,
           array(
             select id::text from fbrain.bulk_action where leads and state = 'running' order by id limit ${BULK_ACTIONS_AT_ONCE}
           ) as bulk_actions,
           -- Every listener hears it, so that none has to spend a statement on finding out whether it still would.
           case when leads and extract(second from now())::integer % 2 = 0 then pg_notify(${ALIVE_CHANNEL}, '') end as told
    from lead`;
  if (!row) throw new Error('The pulse statement answered no row');
  const { databaseNow, leads, state, cancelRequested, queues, backendPid, told: _, ...work } = row;
  return {
    databaseNowMs: databaseNow.getTime(),
    state,
    cancelRequested,
    queues,
    backendPid,
    work: leads ? work : null,
  };
}
