import { isIn } from './claim-guards.ts';
import type { Queryable } from './connection.ts';
import type { ChangedRun } from './run-finish-store.ts';

/**
 * Runs that wait for the earlier runs of their schedule (overlap `queue`): blocked, but by no limit. The index
 * `run_waiting` holds only them.
 */
const waits = (sql: Queryable) => sql`state = 'blocked' and blocked_by is null`;

/**
 * Part of a statement: whether there are such runs. It asks for an order that only the index has: an exists() would read
 * all that limits block, as the planner is sure of finding one among them at once.
 */
export const hasScheduleQueue = (sql: Queryable) => sql`
  ((select schedule_id from fbrain.run where ${waits(sql)} order by schedule_id limit 1) is not null)`;

/** Schedules looked at in one go. */
const MAX_SCHEDULES = 1_000;

/** Makes the first waiting run of each schedule ready if all of its other runs wait too. */
export async function releaseScheduleQueues(sql: Queryable): Promise<ChangedRun[]> {
  return await sql<ChangedRun[]>`
    with recursive line as (
      (select schedule_id from fbrain.run where ${waits(sql)} order by schedule_id limit 1)
      union all
      select (
        select schedule_id from fbrain.run
        where schedule_id > line.schedule_id and ${waits(sql)}
        order by schedule_id
        limit 1
      )
      from line where line.schedule_id is not null
    ),
    free as (
      select schedule_id
      from line
      where schedule_id is not null and not exists (
        select from fbrain.run as other
        where other.schedule_id = line.schedule_id and (other.state <> 'blocked' or other.blocked_by is not null)
      )
      limit ${MAX_SCHEDULES}
    ),
    head as (
      select first_run.id
      from free
      cross join lateral (
        select id from fbrain.run
        where schedule_id = free.schedule_id and ${waits(sql)}
        order by slot_at, id
        limit 1
      ) as first_run
    )
    update fbrain.run
    set state = 'queued', queued_at = now()
    where id = any(array(select id from head)) and ${isIn(sql, 'blocked')} and blocked_by is null
    returning run.id, run.task, run.queue, run.state, run.attempt, run.band`;
}
