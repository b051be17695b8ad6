import { jitterOffsetMs } from '@fbrain/core/schedule/jitter-offset';
import { mergeSlots, type SlotSource } from '@fbrain/core/schedule/merge-slots';
import type { ScheduleInfo, ScheduleManager, UpcomingSlot } from '@fbrain/core/schedule/schedule-info';
import type { Database } from './connection.ts';
import { named } from './run-filter-store.ts';
import { readDefinitionOrNull, type ScheduleRow, scheduleColumns, toRequest, toScheduleInfo } from './schedule-row.ts';
import { recentSlots } from './schedule-slot-store.ts';

/** Which schedules a list shows; all conditions must hold. */
export interface ScheduleFilter {
  task?: string;
  /** Names and patterns that the token that asks is limited to. */
  taskReach?: string;
  queueReach?: string;
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
      ${filter.taskReach === undefined ? sql`` : sql`and ${named(sql, sql`task`, filter.taskReach)}`}
      ${filter.queueReach === undefined ? sql`` : sql`and ${named(sql, queueOf(sql), filter.queueReach)}`}
      ${filter.paused === undefined ? sql`` : sql`and paused = ${filter.paused}`}
      ${filter.managedBy === undefined ? sql`` : sql`and managed_by = ${filter.managedBy}`}
      ${filter.q === undefined ? sql`` : containing(sql, filter.q)}
    order by name
    limit ${page.limit}`;
  const ids = rows.map(({ id }) => id);
  const slots = await recentSlots(sql, ids);
  return rows.map((row) => toScheduleInfo(row, slots.get(row.id) ?? []));
}

/** The queue that its runs go to. */
const queueOf = (sql: Database) => sql`
  coalesce(request ->> 'queue', (select task.queue from fbrain.task where task.name = schedule.task))`;

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

/** Schedules after which others get a turn: reading one takes some 0.1 ms. */
const TURN = 100;

/** What is needed of a row to tell its slots. */
type TimetableRow = Pick<ScheduleRow, 'id' | 'name' | 'request' | 'paused' | 'cursorAt' | 'createdAt'> & {
  task: string;
};

/** The timetables of all live schedules that fire after `fromMs` and not after `toMs`, by name. */
export async function readSlotSources(
  sql: Database,
  { fromMs, toMs }: { fromMs: number; toMs: number },
): Promise<{ sources: SlotSource<TimetableRow>[]; isComplete: boolean }> {
  // Inputs may be large, and say nothing about times. A row that cannot be read says so itself, as its problem.
  const rows = await sql<TimetableRow[]>`
    select id, name, task, request - '{input,metadata}'::text[] as request, paused, cursor_at, created_at
    from fbrain.schedule
    where next_due_at <= ${new Date(toMs)} and problem is null
    order by next_due_at
    limit ${MAX_LOOKED_AT + 1}`;
  const looked = rows.slice(0, MAX_LOOKED_AT).sort((a, b) => a.name.localeCompare(b.name));
  const sources: SlotSource<TimetableRow>[] = [];
  for (const [index, row] of looked.entries()) {
    if (index % TURN === TURN - 1) await Bun.sleep(0);
    const source = sourceOf(row, fromMs);
    if (source) sources.push(source);
  }
  return { sources, isComplete: rows.length <= MAX_LOOKED_AT };
}

/** The first slots of all live schedules that fire after `fromMs` and not after `toMs`, in order. */
export async function listUpcoming(
  sql: Database,
  { fromMs, toMs, limit }: { fromMs: number; toMs: number; limit: number },
): Promise<Upcoming> {
  const { sources, isComplete } = await readSlotSources(sql, { fromMs, toMs });
  const found: UpcomingSlot[] = [];
  for (const { owner, slotMs, dueMs } of mergeSlots(sources)) {
    if (dueMs > toMs || found.length > limit) break;
    const { id: scheduleId, name, task } = owner;
    found.push({ scheduleId, name, task, slotAt: isoOf(slotMs), dueAt: isoOf(dueMs) });
  }
  return { items: found.slice(0, limit), isComplete: found.length <= limit && isComplete };
}

/** Null = it cannot be read any more, which nobody has noticed yet. */
function sourceOf(row: TimetableRow, fromMs: number): SlotSource<TimetableRow> | null {
  const definition = readDefinitionOrNull(toRequest(row), row.createdAt.getTime());
  if (!definition) return null;
  const { timetable, jitterMs } = definition;
  const offsetMs = jitterOffsetMs(row.id, jitterMs);
  return { owner: row, timetable, offsetMs, afterMs: Math.max(fromMs - offsetMs, row.cursorAt.getTime()) };
}

const isoOf = (ms: number): string => new Date(ms).toISOString();
