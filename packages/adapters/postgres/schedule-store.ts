import { DomainError } from '@fbrain/core/errors/domain-error';
import type { ScheduleRequest } from '@fbrain/core/schedule/schedule';
import type { ScheduleField, ScheduleInfo, ScheduleManager } from '@fbrain/core/schedule/schedule-info';
import {
  nextDueAt,
  type ScheduleStanding,
  type SettledChange,
  settleChange,
  settleRemoval,
} from '@fbrain/core/schedule/settle-change';
import type { LostSlots } from '@fbrain/core/schedule/slot-decision';
import type { Database, Queryable } from './connection.ts';
import { isTakenName } from './errors.ts';
import {
  readDefinition,
  readDefinitionOrNull,
  type ScheduleRow,
  scheduleColumns,
  toColumns,
  toRequest,
  toScheduleInfo,
} from './schedule-row.ts';
import { recentSlots, recordSlots } from './schedule-slot-store.ts';

/** A schedule to be made, its request checked by `prepareSchedule` and against its task. */
export interface NewSchedule {
  /** A uuidv7. */
  id: string;
  request: ScheduleRequest;
  /** What a task file declares. Left out = made by people. */
  code?: CodeOrigin;
}

export interface CodeOrigin {
  /** The file. */
  source: string;
  declared: ScheduleRequest;
  editable: readonly ScheduleField[];
}

/** What a change is decided by. */
export interface StoredSchedule {
  id: string;
  /** As it would be made today. */
  request: ScheduleRequest;
  managedBy: ScheduleManager;
  source: string | null;
  editable: ScheduleField[];
  disabledReason: string | null;
  /** Intervals without an anchor are counted from here. */
  createdAtMs: number;
}

/**
 * Makes schedules, all or none. The first slot is one after `nowMs`, the instant that their requests were checked with.
 * @throws DomainError `schedule-exists`
 */
export async function createSchedules(sql: Queryable, schedules: readonly NewSchedule[], nowMs: number): Promise<void> {
  const records = schedules.map(({ id, request, code }) => {
    const standing = { definition: readDefinition(request, nowMs), isDisabled: false };
    const dueMs = nextDueAt(id, standing, nowMs);
    const origin = code ? { managed_by: 'code', ...code } : { managed_by: 'api', editable: [] };
    return { id, ...toColumns(request), ...origin, next_due_at: isoOrNull(dueMs) };
  });
  await refusingTakenNames(async () => {
    await sql`
      insert into fbrain.schedule (
        id, name, task, request, paused, managed_by, source, declared, editable, cursor_at, next_due_at,
        created_at, updated_at
      )
      select id, name, task, request, paused, managed_by, source, declared, editable, ${new Date(nowMs)}, next_due_at,
             ${new Date(nowMs)}, ${new Date(nowMs)}
      from json_to_recordset(${JSON.stringify(records)}::text::json) as s(
        id uuid, name text, task text, request jsonb, paused boolean, managed_by text, source text, declared jsonb,
        editable text[], next_due_at timestamptz
      )`;
  });
}

/** @param key id or name */
export async function getSchedule(sql: Queryable, key: string): Promise<ScheduleInfo | null> {
  const [row] = await sql<ScheduleRow[]>`
    select ${scheduleColumns(sql)} from fbrain.schedule where ${isSchedule(sql, key)}`;
  if (!row) return null;
  const slots = await recentSlots(sql, [row.id]);
  return toScheduleInfo(row, slots.get(row.id) ?? []);
}

/** A change to a schedule. Fields that are left out stay as they are. */
export interface ScheduleUpdate {
  request: ScheduleRequest;
  /** Null = it fires again. */
  disabledReason?: string | null;
  code?: CodeOrigin;
}

/**
 * Changes a schedule by what `change` makes of its present state; whoever changes or fires it at the same time waits.
 * Its undecided slots are settled by the rules of core's settle-change.ts. False = there is no such schedule.
 * @param key id or name
 * @param nowMs instead of the clock of the database
 * @throws DomainError `schedule-exists`, and what `change` throws
 */
export async function updateSchedule(
  sql: Database,
  key: string,
  change: (current: StoredSchedule) => ScheduleUpdate,
  nowMs?: number,
): Promise<boolean> {
  return await sql.begin((tx) => updateScheduleIn(tx, key, change, nowMs));
}

/** As updateSchedule, in a transaction of the caller. */
export async function updateScheduleIn(
  tx: Queryable,
  key: string,
  change: (current: StoredSchedule) => ScheduleUpdate,
  nowMs?: number,
): Promise<boolean> {
  const [row] = await tx<(ScheduleRow & { now: Date })[]>`
    select ${scheduleColumns(tx)}, clock_timestamp() as now
    from fbrain.schedule where ${isSchedule(tx, key)}
    for update`;
  if (!row) return false;
  const update = change(toStored(row));
  const { disabledReason = row.disabledReason } = update;
  await write(tx, row, { ...update, disabledReason }, nowMs ?? row.now.getTime());
  return true;
}

async function write(
  tx: Queryable,
  row: ScheduleRow,
  { request, disabledReason, code }: ScheduleUpdate & { disabledReason: string | null },
  nowMs: number,
): Promise<void> {
  const before = standingOf(row);
  const settled = settle(row, before, { request, disabledReason }, nowMs);
  await recordLost(tx, row.id, before, settled.decisions, nowMs);
  const { name, task, paused, request: kept } = toColumns(request);
  const origin =
    code && tx`, source = ${code.source}, declared = ${json(code.declared)}, editable = ${[...code.editable]}`;
  await refusingTakenNames(async () => {
    await tx`
      update fbrain.schedule
      set name = ${name}, task = ${task}, request = ${json(kept)}, paused = ${paused},
          disabled_reason = ${disabledReason}, problem = ${settled.problem}, cursor_at = ${new Date(settled.cursorMs)},
          next_due_at = ${isoOrNull(settled.nextDueMs)}, updated_at = ${new Date(nowMs)} ${origin ?? tx``}
      where id = ${row.id}`;
  });

  function json(value: object) {
    return tx`${JSON.stringify(value)}::text::jsonb`;
  }
}

/** What a change means for undecided slots, and what is still wrong with the schedule. */
function settle(
  row: ScheduleRow,
  before: ScheduleStanding | null,
  { request, disabledReason }: { request: ScheduleRequest; disabledReason: string | null },
  nowMs: number,
): SettledChange & { problem: string | null } {
  const [createdAtMs, cursorMs] = [row.createdAt.getTime(), row.cursorAt.getTime()];
  const isDisabled = disabledReason !== null;
  // Stopping a schedule must always work, also when nobody can tell any more when it would fire.
  if (before === null && (request.paused || isDisabled) && readDefinitionOrNull(request, createdAtMs) === null) {
    return { decisions: [], cursorMs, nextDueMs: null, problem: row.problem };
  }
  const after = { definition: readDefinition(request, createdAtMs), isDisabled };
  return { ...settleChange({ id: row.id, before, after, cursorMs, nowMs }), problem: null };
}

/** Null = it cannot be read any more. */
function standingOf(row: ScheduleRow): ScheduleStanding | null {
  const definition = readDefinitionOrNull(toRequest(row), row.createdAt.getTime());
  return definition && { definition, isDisabled: row.disabledReason !== null };
}

async function recordLost(
  tx: Queryable,
  scheduleId: string,
  before: ScheduleStanding | null,
  decisions: readonly LostSlots[],
  nowMs: number,
): Promise<void> {
  const jitterMs = before?.definition.jitterMs ?? 0;
  const slots = decisions.map((decision) => ({ scheduleId, decision, runId: null, jitterMs }));
  await recordSlots(tx, slots, nowMs);
}

/**
 * Removes a schedule: it fires no more, and its name is free. Its runs go on, and what became of its slots can still be
 * read under its id. False = there is no such schedule.
 * @param key id or name
 * @param nowMs instead of the clock of the database
 */
export async function removeSchedule(sql: Database, key: string, nowMs?: number): Promise<boolean> {
  return await sql.begin(async (tx) => {
    const [row] = await tx<(ScheduleRow & { now: Date })[]>`
      update fbrain.schedule set deleted_at = now(), next_due_at = null where ${isSchedule(tx, key)}
      returning ${scheduleColumns(tx)}, clock_timestamp() as now`;
    if (!row) return false;
    const change = { before: standingOf(row), cursorMs: row.cursorAt.getTime(), nowMs: nowMs ?? row.now.getTime() };
    await recordLost(tx, row.id, change.before, settleRemoval({ id: row.id, ...change }), change.nowMs);
    return true;
  });
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const isSchedule = (sql: Queryable, key: string) =>
  sql`${UUID.test(key) ? sql`id = ${key}` : sql`name = ${key}`} and deleted_at is null`;

const toStored = (row: ScheduleRow): StoredSchedule => ({
  id: row.id,
  request: toRequest(row),
  managedBy: row.managedBy,
  source: row.source,
  editable: row.editable,
  disabledReason: row.disabledReason,
  createdAtMs: row.createdAt.getTime(),
});

const isoOrNull = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

async function refusingTakenNames(write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!isTakenName(error)) throw error;
    throw new DomainError(
      'schedule-exists',
      `There is already a schedule of that name${nameIn(error)}. Change that one, or choose another name.`,
      { fields: [{ path: '/name', message: 'is the name of another schedule' }], cause: error },
    );
  }
}

/** PostgreSQL says "Key (name)=(nightly) already exists." */
function nameIn(error: unknown): string {
  const detail = error instanceof Error && 'detail' in error ? String(error.detail) : '';
  const [, name] = /\(name\)=\((.*)\)/.exec(detail) ?? [];
  return name === undefined ? '' : `, "${name}"`;
}
