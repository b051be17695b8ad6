import { percentileOf } from '@fbrain/core/stats/duration-scale';
import type { StatPoint, StatWindow, TaskActivity, TaskStats } from '@fbrain/core/stats/stats';
import { type StatSum, toPoints, toTaskStats } from '@fbrain/core/stats/to-points';
import type { Fragment, Queryable } from './connection.ts';

/** Which attempts the numbers are about. */
export interface StatFilter {
  task?: string | undefined;
  queue?: string | undefined;
}

/**
 * What happened within a window, step by step. Reads sums by the minute, never the runs themselves: a day costs some
 * ten thousand rows, whatever the length of the history.
 */
export async function readStats(sql: Queryable, filter: StatFilter, window: StatWindow): Promise<StatPoint[]> {
  const [from, to] = [new Date(window.fromMs), new Date(window.toMs)];
  const about = sql`
    ${filter.task === undefined ? sql`` : sql`and task = ${filter.task}`}
    ${filter.queue === undefined ? sql`` : sql`and queue = ${filter.queue}`}`;
  const rows = await sql<(Omit<StatSum, 'atMs'> & { at: Date })[]>`
    select date_bin(make_interval(secs => ${window.stepMs / 1_000}), at, 'epoch') as at, state, bucket,
           sum(runs)::float8 as runs, sum(wait_ms) as wait_ms
    from (
      ${attempts(sql, about)}
      union all
      select started_at, 'started', -1, 1, 0
      from fbrain.run where state = 'running' ${about}
    ) as counted
    where at >= ${from} and at < ${to}
    group by 1, 2, 3`;
  return toPoints(
    rows.map(({ at, ...sum }) => ({ ...sum, atMs: at.getTime() })),
    window,
  );
}

/** Everything that is counted, folded or not yet: `at, state, bucket, runs, wait_ms`. */
const attempts = (sql: Queryable, about: Fragment) => sql`
  select at, state, bucket, runs, wait_ms from fbrain.run_stat where true ${about}
  union all
  select ended_at, state, coalesce(bucket, -1), runs, wait_ms from fbrain.run_tally where true ${about}
  union all
  select started_at, 'started', -1, runs, 0 from fbrain.run_tally where started_at is not null ${about}`;

/** What "lately" means where a task is judged. */
const TASK_HOURS = 24;

/** What became of the attempts of a task within the last day. */
export async function readTaskStats(sql: Queryable, task: string): Promise<TaskStats> {
  const rows = await sql<Omit<StatSum, 'atMs'>[]>`
    select state, bucket, sum(runs)::float8 as runs, sum(wait_ms) as wait_ms
    from (${attempts(sql, sql`and task = ${task}`)}) as counted
    where at > now() - make_interval(hours => ${TASK_HOURS})
    group by 1, 2`;
  return toTaskStats(
    rows.map((row) => ({ ...row, atMs: 0 })),
    TASK_HOURS,
  );
}

/**
 * The same for every task of which there is something to say, by name. One pass over the day, summed up both ways, so
 * that no more comes back than buckets and hours.
 */
export async function listTaskActivity(sql: Queryable): Promise<TaskActivity[]> {
  const rows = await sql<{ task: string; hour: number | null; state: string; bucket: number; runs: number }[]>`
    select task, hour, coalesce(state, '') as state, coalesce(bucket, -1) as bucket, sum(runs)::float8 as runs
    from (
      select task, state, bucket, runs,
             ${TASK_HOURS - 1} - extract(epoch from date_bin('1 hour', now(), 'epoch') - date_bin('1 hour', at, 'epoch'))::int / 3600 as hour
      from (
        select task, at, state, bucket, runs from fbrain.run_stat
        union all
        select task, ended_at, state, coalesce(bucket, -1), runs from fbrain.run_tally
      ) as counted
      where at > now() - make_interval(hours => ${TASK_HOURS}) and state in ('succeeded', 'failed', 'retrying')
    ) as lately
    group by grouping sets ((task, state, bucket), (task, state, hour))
    order by task`;
  return [...Map.groupBy(rows, ({ task }) => task)].map(([task, sums]) => {
    const recent = new Array<number>(TASK_HOURS).fill(0);
    for (const { hour, state, runs } of sums) {
      if (hour !== null && hour >= 0 && state !== 'retrying') recent[hour] = (recent[hour] ?? 0) + runs;
    }
    const byBucket = sums.filter(({ hour }) => hour === null).map((sum) => ({ ...sum, atMs: 0, waitMs: 0 }));
    return { task, ...toTaskStats(byBucket, TASK_HOURS), recent };
  });
}

/** How long a successful attempt of each task typically takes: the median of the last day, in milliseconds. */
export async function readTypicalDurations(sql: Queryable, tasks: readonly string[]): Promise<Map<string, number>> {
  if (tasks.length === 0) return new Map();
  const rows = await sql<{ task: string; bucket: number; runs: number }[]>`
    select task, bucket, sum(runs)::float8 as runs
    from fbrain.run_stat
    where task = any(${tasks as string[]}) and state = 'succeeded' and at > now() - make_interval(hours => ${TASK_HOURS})
    group by 1, 2`;
  const typical = new Map<string, number>();
  for (const [task, sums] of Map.groupBy(rows, (row) => row.task)) {
    const median = percentileOf(new Map(sums.map(({ bucket, runs }) => [bucket, runs])), 0.5);
    if (median !== null) typical.set(task, median);
  }
  return typical;
}
