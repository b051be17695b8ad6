import type { ScheduleFacts, TaskFailures } from '@fbrain/core/overview/find-troubles';
import type { Flow } from '@fbrain/core/overview/queue-flow';
import type { RunSummary } from '@fbrain/core/run/run';
import type { UpcomingSlot } from '@fbrain/core/schedule/schedule-info';
import type { Queryable } from './connection.ts';
import { type SummaryRow, summaryColumns, toRunSummary } from './run-row.ts';
import { type ScheduleRow, scheduleColumns, toScheduleInfo } from './schedule-row.ts';

/** Runs that execute now, those that began first. The running set is as large as the slots are many. */
export async function listLongestRunning(sql: Queryable, limit: number): Promise<RunSummary[]> {
  const rows = await sql<SummaryRow[]>`
    select ${summaryColumns(sql)}, null::timestamptz as finished_at
    from fbrain.run where state = 'running'
    order by started_at, id
    limit ${limit}`;
  return rows.map(toRunSummary);
}

/** The next slot of each schedule, the soonest first: one that fires every second does not hide the others. */
export async function listNextSlots(sql: Queryable, limit: number): Promise<UpcomingSlot[]> {
  const rows = await sql<ScheduleRow[]>`
    select ${scheduleColumns(sql)} from fbrain.schedule
    where next_due_at is not null and problem is null
    order by next_due_at
    limit ${limit}`;
  return rows.flatMap((row) => {
    const { id: scheduleId, name, task, nextSlotAt: slotAt, nextDueAt: dueAt } = toScheduleInfo(row, []);
    return slotAt === null || dueAt === null ? [] : { scheduleId, name, task, slotAt, dueAt };
  });
}

const FLOW_MINUTES = 5;
/** As many of the newest runs tell the rate well enough; a busy system makes them in seconds. */
const FLOW_SAMPLE = 20_000;

/** Runs a minute by queue: accepted, from the newest runs; ended, from the statistics. */
export async function readFlow(sql: Queryable): Promise<Flow> {
  const [accepted, ended] = await Promise.all([
    sql<{ queue: string; perMinute: number }[]>`
      with newest as materialized (
        (select id, queue, created_at from fbrain.run
         where id >= fbrain.uuid_floor(now() - make_interval(mins => ${FLOW_MINUTES})) order by id desc limit ${FLOW_SAMPLE})
        union all
        (select id, queue, created_at from fbrain.run_history
         where id >= fbrain.uuid_floor(now() - make_interval(mins => ${FLOW_MINUTES})) order by id desc limit ${FLOW_SAMPLE})
        order by id desc limit ${FLOW_SAMPLE}
      ),
      span as (
        select case when count(*) < ${FLOW_SAMPLE} then ${FLOW_MINUTES}::float8
                    else greatest(date_part('epoch', now() - min(created_at)), 1) / 60 end as minutes
        from newest
      )
      select queue, count(*) / min(minutes) as per_minute from newest cross join span group by queue`,
    sql<{ queue: string; perMinute: number }[]>`
      select queue, sum(runs)::float8 / ${FLOW_MINUTES} as per_minute
      from (
        select queue, state, runs from fbrain.run_stat where at > now() - make_interval(mins => ${FLOW_MINUTES})
        union all
        select queue, state, runs from fbrain.run_tally where ended_at > now() - make_interval(mins => ${FLOW_MINUTES})
      ) as counted
      where state in ('succeeded', 'failed', 'cancelled', 'expired')
      group by queue`,
  ]);
  const byQueue = (rows: typeof accepted) => new Map(rows.map(({ queue, perMinute }) => [queue, perMinute]));
  return { inPerMinute: byQueue(accepted), outPerMinute: byQueue(ended) };
}

/** More would not be read anyway. */
const WORST_TASKS = 10;

/** Of the tasks with most failures lately: how many attempts fail, and did before. */
export async function readTaskFailures(sql: Queryable): Promise<TaskFailures[]> {
  return await sql<TaskFailures[]>`
    with recent as materialized (
      select task, sum(runs)::float8 as attempts,
             coalesce(sum(runs) filter (where state in ('failed', 'retrying')), 0)::float8 as failed
      from (
        select task, state, runs from fbrain.run_stat where at > now() - interval '15 minutes'
        union all
        select task, state, runs from fbrain.run_tally
      ) as counted
      where state in ('succeeded', 'failed', 'retrying')
      group by task
    ),
    -- Comparing a task with the day before reads all its minutes.
    worst as (
      select * from recent where failed > 0 order by failed desc limit ${WORST_TASKS}
    )
    select worst.*, usual_attempts, usual_failed
    from worst
    cross join lateral (
      select coalesce(sum(runs), 0)::float8 as usual_attempts,
             coalesce(sum(runs) filter (where state in ('failed', 'retrying')), 0)::float8 as usual_failed
      from fbrain.run_stat
      where run_stat.task = worst.task and state in ('succeeded', 'failed', 'retrying')
        and at > now() - interval '1 day' and at <= now() - interval '15 minutes'
    ) as usual
    order by worst.failed desc`;
}

/** Lines of blocked runs that are looked at; a longer backlog shows by these as well. */
const BLOCKED_SAMPLE = 20_000;

/** Limits that runs wait for, and since when. */
export async function readBlocked(sql: Queryable): Promise<{ limitName: string; count: number; seconds: number }[]> {
  return await sql`
    select blocked_by as limit_name, count(*)::integer as count, date_part('epoch', now() - min(due_at)) as seconds
    from (
      select blocked_by, due_at from fbrain.run
      where blocked_by is not null and state = 'blocked'
      limit ${BLOCKED_SAMPLE}
    ) as some_run
    group by blocked_by
    order by seconds desc
    limit 10`;
}

/** Slots that nobody fired within the last hour, schedules that stopped by themselves, and what is overdue now. */
export async function readScheduleFacts(sql: Queryable): Promise<ScheduleFacts> {
  const [missed, disabled, [late]] = await Promise.all([
    sql<{ scheduleId: string; schedule: string; count: number; at: Date }[]>`
      select schedule_id, schedule.name as schedule, sum(coalesce(count, 1))::float8 as count, max(slot_at) as at
      from fbrain.schedule_slot join fbrain.schedule on schedule.id = schedule_id
      where outcome = 'missed' and decided_at > now() - interval '1 hour' and schedule.deleted_at is null
      group by schedule_id, schedule.name
      order by at desc
      limit 5`,
    sql<{ scheduleId: string; schedule: string }[]>`
      select id as schedule_id, name as schedule from fbrain.schedule
      where disabled_reason is not null and deleted_at is null and not paused
      order by name
      limit 5`,
    sql<{ count: number; seconds: number }[]>`
      select count(*)::integer as count, coalesce(date_part('epoch', now() - min(next_due_at)), 0) as seconds
      from fbrain.schedule where next_due_at < now() and problem is null`,
  ]);
  return {
    missed: missed.map((row) => ({ ...row, at: row.at.toISOString() })),
    disabled,
    late: late ?? { count: 0, seconds: 0 },
  };
}
