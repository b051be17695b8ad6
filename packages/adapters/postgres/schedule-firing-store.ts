import type { UnfinishedRun } from '@fbrain/core/schedule/overlap';
import type { Queryable } from './connection.ts';
import { type ScheduleRow, scheduleColumns } from './schedule-row.ts';

/**
 * What the firing of slots reads and writes, for a whole batch of schedules per statement. All of it belongs into one
 * transaction: lock, read, record, insert the runs, move the cursors.
 */

export interface LockedSchedules {
  ids: string[];
  /** The instant that decides, by the database's clock; null = nothing is due. */
  nowMs: number | null;
  /** Others are due as well, as far as one can see. */
  hasMore: boolean;
}

/** Requests that pass through this process at once; as the database keeps them, so compressed. */
const MAX_BYTES = 4_194_304;

/**
 * Locks schedules that are due, the longest due first. Those that another leader has in hands are left out.
 * @param nowMs instead of the clock of the database
 */
export async function lockDueSchedules(
  tx: Queryable,
  { limit, nowMs }: { limit: number; nowMs?: number | undefined },
): Promise<LockedSchedules> {
  const rows = await tx<{ id: string; now: Date; bytes: number }[]>`
    with clock as materialized (
      select coalesce(${nowMs === undefined ? null : new Date(nowMs)}::timestamptz, clock_timestamp()) as at
    )
    select id, (select at from clock) as now, pg_column_size(request) as bytes
    from fbrain.schedule
    where next_due_at <= (select at from clock)
    order by next_due_at
    limit ${limit}
    for update skip locked`;
  let bytes = 0;
  const taken = rows.filter((row, index) => {
    bytes += row.bytes;
    return index === 0 || bytes <= MAX_BYTES;
  });
  return { ids: taken.map(({ id }) => id), nowMs: rows[0]?.now.getTime() ?? null, hasMore: rows.length === limit };
}

/** A schedule that is due, with the facts that its slots are decided by. */
export interface DueSchedule extends ScheduleRow {
  nextDueAt: Date;
  isTaskKnown: boolean;
  /** Oldest first; left empty where the overlap policy does not ask. */
  unfinished: UnfinishedRun[];
}

/** Unfinished runs read of one schedule: more than may wait for each other. */
const MAX_UNFINISHED = 1_000;

/**
 * Reads locked schedules, the longest due first. A statement of its own: it sees what was committed before the locks
 * were granted, so a run that another leader has just fired counts.
 */
export async function readDueSchedules(tx: Queryable, ids: readonly string[]): Promise<DueSchedule[]> {
  return await tx<DueSchedule[]>`
    select ${scheduleColumns(tx)},
           exists (select from fbrain.task where name = schedule.task) as is_task_known,
           case when coalesce(request ->> 'overlap', 'allow') = 'allow' then '[]' else (
             select coalesce(json_agg(json_build_object('id', id, 'slotMs', slot_ms) order by id), '[]')
             from (
               select id, (extract(epoch from slot_at) * 1000)::bigint as slot_ms
               from fbrain.run where schedule_id = schedule.id
               order by id
               limit ${MAX_UNFINISHED}
             ) as unfinished_run
           ) end as unfinished
    from fbrain.schedule
    where id = any(${ids as string[]}::uuid[])
    order by next_due_at`;
}

/** How far a schedule has been decided. */
export interface CursorMove {
  id: string;
  cursorMs: number;
  nextDueMs: number | null;
}

export async function moveCursors(tx: Queryable, moves: readonly CursorMove[]): Promise<void> {
  if (moves.length === 0) return;
  const records = moves.map(({ id, cursorMs, nextDueMs }) => ({
    id,
    cursor_at: new Date(cursorMs).toISOString(),
    next_due_at: nextDueMs === null ? null : new Date(nextDueMs).toISOString(),
  }));
  await tx`
    update fbrain.schedule
    set cursor_at = move.cursor_at, next_due_at = move.next_due_at, problem = null
    from json_to_recordset(${JSON.stringify(records)}::text::json)
      as move(id uuid, cursor_at timestamptz, next_due_at timestamptz)
    where schedule.id = move.id`;
}

/** A schedule whose slots cannot be decided. */
export interface Postponement {
  id: string;
  /** A sentence. */
  problem: string;
}

/** Well below the minute within which a slot is in time: one that is mended at once fires whatever the policy says. */
const POSTPONED_FOR_S = 10;
/** Of what waits for a row in the hands of somebody else. */
const BUSY_FOR_S = 1;

/**
 * Tries these again in ten seconds and tells why, so that they keep nobody else from firing. Their cursor stays: once
 * the fault is mended, the slots until then are decided as missed ones are.
 */
export async function postponeSchedules(
  sql: Queryable,
  postponements: readonly Postponement[],
  nowMs?: number,
): Promise<void> {
  if (postponements.length === 0) return;
  await sql`
    update fbrain.schedule
    set problem = faulty.problem,
        next_due_at = coalesce(${nowMs === undefined ? null : new Date(nowMs)}::timestamptz, clock_timestamp())
          + make_interval(secs => ${POSTPONED_FOR_S})
    from json_to_recordset(${JSON.stringify(postponements)}::text::json) as faulty(id uuid, problem text)
    where schedule.id = faulty.id and next_due_at is not null`;
}

/** Lets the others go first for a second. Whoever holds the schedule itself keeps it from being tried anyway. */
export async function passOverSchedule(sql: Queryable, id: string): Promise<void> {
  await sql`
    update fbrain.schedule
    set next_due_at = clock_timestamp() + make_interval(secs => ${BUSY_FOR_S})
    where id = (select id from fbrain.schedule where id = ${id} and next_due_at is not null for update skip locked)`;
}

/** Milliseconds until the next schedule is due, negative = it is. Null = none will be. */
export async function nextScheduleInMs(sql: Queryable): Promise<number | null> {
  const [row] = await sql<{ nextInMs: number | null }[]>`select ${untilNextSchedule(sql)} as next_in_ms`;
  return row?.nextInMs ?? null;
}

/** The same as part of a statement. One look at the first entry of an index. */
export const untilNextSchedule = (sql: Queryable) => sql`
  (
    select extract(epoch from next_due_at - clock_timestamp()) * 1000
    from fbrain.schedule where next_due_at is not null
    order by next_due_at
    limit 1
  )::float8`;
