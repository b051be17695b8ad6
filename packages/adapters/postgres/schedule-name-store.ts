import type { ScheduleRequest } from '@fbrain/core/schedule/schedule';
import type { ScheduleManager } from '@fbrain/core/schedule/schedule-info';
import type { Queryable } from './connection.ts';
import { type ScheduleRow, toRequest } from './schedule-row.ts';

/** A schedule that has one of the names asked for. */
export interface NamedSchedule {
  request: ScheduleRequest;
  managedBy: ScheduleManager;
}

/** The schedules of these names, by name: what would stand in the way of new ones. */
export async function findSchedulesByName(
  sql: Queryable,
  names: readonly string[],
): Promise<ReadonlyMap<string, NamedSchedule>> {
  const rows = await sql<Pick<ScheduleRow, 'name' | 'request' | 'paused' | 'managedBy'>[]>`
    select name, request, paused, managed_by from fbrain.schedule
    where name = any(${names as string[]}) and deleted_at is null`;
  return new Map(rows.map((row) => [row.name, { request: toRequest(row), managedBy: row.managedBy }]));
}
