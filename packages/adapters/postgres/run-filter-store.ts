import { parseDataCondition, type RunPick, splitNames } from '@fbrain/core/page/run-filter';
import type { Fragment, Queryable } from './connection.ts';

/** The two tables that hold runs: unfinished and final ones. */
export type RunTable = 'run' | 'run_history';

/** The conditions of a filter. Bounds on the creation time become bounds on the id, which the partitions follow. */
export const matches = (sql: Queryable, table: RunTable, filter: RunPick, beforeId?: string | undefined) => sql`
  true
  ${filter.ids !== undefined ? sql`and id = any(${filter.ids}::uuid[])` : sql``}
  ${filter.states.length > 0 ? sql`and state = any(${filter.states})` : sql``}
  ${filter.task !== undefined ? sql`and ${named(sql, sql`task`, filter.task)}` : sql``}
  ${filter.queue !== undefined ? sql`and ${named(sql, sql`queue`, filter.queue)}` : sql``}
  ${filter.taskReach !== undefined ? sql`and ${named(sql, sql`task`, filter.taskReach)}` : sql``}
  ${filter.queueReach !== undefined ? sql`and ${named(sql, sql`queue`, filter.queueReach)}` : sql``}
  ${filter.tag !== undefined ? sql`and tags @> ${[filter.tag]}` : sql``}
  ${filter.workerId !== undefined ? sql`and worker_id = ${filter.workerId}` : sql``}
  ${filter.worker !== undefined ? runBy(sql, filter.worker) : sql``}
  ${filter.scheduleId !== undefined ? firedById(sql, filter.scheduleId) : sql``}
  ${filter.schedule !== undefined ? firedByName(sql, filter.schedule) : sql``}
  ${filter.parentId !== undefined ? startedBy(sql, filter.parentId) : sql``}
  ${filter.replayOf !== undefined ? replaying(sql, filter.replayOf) : sql``}
  ${filter.createdAfter !== undefined ? sql`and id >= fbrain.uuid_floor(${filter.createdAfter}::timestamptz)` : sql``}
  ${filter.createdBefore !== undefined ? sql`and id < fbrain.uuid_floor(${filter.createdBefore}::timestamptz)` : sql``}
  ${filter.fingerprint !== undefined ? sql`and error ->> 'fingerprint' = ${filter.fingerprint}` : sql``}
  ${filter.error !== undefined ? sql`and error ->> 'message' ilike ${containing(filter.error)}` : sql``}
  ${filter.data?.length ? filter.data.map((condition) => sql`and ${holds(sql, table, condition)}`) : sql``}
  ${filter.q !== undefined ? anywhere(sql, filter.q) : sql``}
  ${beforeId !== undefined ? sql`and id < ${beforeId}` : sql``}`;

/** One name, as nearly always, can use the index that begins with it; a list that is empty names nothing. */
export function named(sql: Queryable, column: Fragment, text: string): Fragment {
  const { names, patterns } = splitNames(text);
  const [only] = names;
  if (only !== undefined && names.length === 1 && patterns.length === 0) return sql`${column} = ${only}`;
  const likes = patterns.map((pattern) => escapeLike(pattern).replaceAll('*', '%'));
  return sql`(${column} = any(${names}::text[]) or ${column} like any(${likes}::text[]))`;
}

/** Names live on: those of workers that ended lately are known too. */
const runBy = (sql: Queryable, name: string) =>
  sql`and worker_id = any(array(select worker.id from fbrain.worker where worker.name = ${name}))`;

const DAY_MS = 86_400_000;

/**
 * The least id of what is made after the owner of an id, less a day for clocks that differ. A run is younger than its
 * schedule, its parent and the run it does again: partitions of before, which have no index for them, are not read.
 */
function floorOf(id: string): string {
  const madeAtMs = Number.parseInt(id.replace('-', '').slice(0, 12), 16);
  return Math.max(madeAtMs - DAY_MS, 0)
    .toString(16)
    .padStart(12, '0')
    .padEnd(32, '0');
}

const firedById = (sql: Queryable, scheduleId: string) =>
  sql`and schedule_id = ${scheduleId} and id >= ${floorOf(scheduleId)}::uuid`;

const startedBy = (sql: Queryable, parentId: string) =>
  sql`and parent_id = ${parentId} and id >= ${floorOf(parentId)}::uuid`;

const replaying = (sql: Queryable, runId: string) => sql`and replay_of = ${runId} and id >= ${floorOf(runId)}::uuid`;

const firedByName = (sql: Queryable, name: string) => sql`
  and schedule_id = (select schedule.id from fbrain.schedule where schedule.name = ${name} and deleted_at is null)
  and id >= (
    select fbrain.uuid_floor(schedule.created_at - interval '1 day')
    from fbrain.schedule where schedule.name = ${name} and deleted_at is null
  )`;

/** An unfinished run has no output yet. */
function holds(sql: Queryable, table: RunTable, text: string) {
  const { root, path, value } = parseDataCondition(text);
  if (root === 'output' && table === 'run') return sql`false`;
  return sql`${sql(root)} #>> ${path}::text[] = ${value}`;
}

const anywhere = (sql: Queryable, text: string) => sql`and (
  task ilike ${containing(text)}
  or error ->> 'message' ilike ${containing(text)}
  or id::text like ${containing(text.toLowerCase())}
  or exists (select from unnest(tags) as tag where tag ilike ${containing(text)})
)`;

const containing = (text: string): string => `%${escapeLike(text)}%`;
const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');
