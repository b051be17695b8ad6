import { jitterOffsetMs } from '@fbrain/core/schedule/jitter-offset';
import type { ScheduleInfo, ScheduleManager, UpcomingSlot } from '@fbrain/core/schedule/schedule-info';
import { firstSlots } from '@fbrain/core/schedule/slots';
import type { Database } from './connection.ts';
import { readDefinition, type ScheduleRow, scheduleColumns, toRequest, toScheduleInfo } from './schedule-row.ts';
import { recentSlots } from './schedule-slot-store.ts';

/** Which schedules a list shows; all conditions must hold. */
export interface ScheduleFilter {
  task?: string;
  paused?: boolean;
  managedBy?: ScheduleManager;
  /** Text that the name, the task or the description contains, case ignored. */
  q?: string;
}

/** Schedules that match, by name; `afterName` is the last one of the page before. */
export async function listSchedules(
  sql: Database,
  filter: ScheduleFilter,
  page: { limit: number; afterName?: string | undefined },
): Promise<ScheduleInfo[]> {
  const rows = await sql<ScheduleRow[]>`
    select ${scheduleColumns(sql)} from fbrain.schedule
    where deleted_at is null
      ${page.afterName === undefined ? sql`` : sql`and name > ${page.afterName}`}
      ${filter.task === undefined ? sql`` : sql`and task = ${filter.task}`}
      ${filter.paused === undefined ? sql`` : sql`and paused = ${filter.paused}`}
      ${filter.managedBy === undefined ? sql`` : sql`and managed_by = ${filter.managedBy}`}
      ${filter.q === undefined ? sql`` : containing(sql, filter.q)}
    order by name
    limit ${page.limit}`;
  const ids = rows.map(({ id }) => id);
  const slots = await recentSlots(sql, ids);
  return rows.map((row) => toScheduleInfo(row, slots.get(row.id) ?? []));
}

const containing = (sql: Database, text: string) => {
  const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
  return sql`and (name ilike ${pattern} or task ilike ${pattern} or request ->> 'description' ilike ${pattern})`;
};

/** Schedules looked at for one window. */
const MAX_LOOKED_AT = 5_000;

/** What is to come in a window of time. */
export interface Upcoming {
  items: UpcomingSlot[];
  /** False: there are more slots than `limit`, or more schedules than are looked at. */
  isComplete: boolean;
}

/** The first slots of all live schedules that fire after `fromMs` and not after `toMs`, in order. */
export async function listUpcoming(
  sql: Database,
  { fromMs, toMs, limit }: { fromMs: number; toMs: number; limit: number },
): Promise<Upcoming> {
  const rows = await sql<(ScheduleRow & { task: string })[]>`
    select ${scheduleColumns(sql)}, task from fbrain.schedule
    where next_due_at <= ${new Date(toMs)}
    order by next_due_at
    limit ${MAX_LOOKED_AT + 1}`;
  const found = rows
    .slice(0, MAX_LOOKED_AT)
    .flatMap((row) => slotsWithin(row, { fromMs, toMs, bound: limit + 1 }))
    .sort((a, b) => a.dueAt.localeCompare(b.dueAt) || a.name.localeCompare(b.name));
  return { items: found.slice(0, limit), isComplete: found.length <= limit && rows.length <= MAX_LOOKED_AT };
}

function slotsWithin(
  row: ScheduleRow & { task: string },
  { fromMs, toMs, bound }: { fromMs: number; toMs: number; bound: number },
): UpcomingSlot[] {
  // A row that cannot be read says so itself, as its problem.
  if (row.problem !== null) return [];
  const { timetable, jitterMs } = readDefinition(toRequest(row), row.createdAt.getTime());
  const offsetMs = jitterOffsetMs(row.id, jitterMs);
  const afterMs = Math.max(fromMs - offsetMs, row.cursorAt.getTime());
  return firstSlots(timetable, { afterMs, untilMs: toMs - offsetMs, bound }).map((slotMs) => ({
    scheduleId: row.id,
    name: row.name,
    task: row.task,
    slotAt: new Date(slotMs).toISOString(),
    dueAt: new Date(slotMs + offsetMs).toISOString(),
  }));
}
