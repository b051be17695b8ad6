import type { TimetableRequest } from '@fbrain/core/schedule/schedule';
import type { ScheduleInfo } from '@fbrain/core/schedule/schedule-info';

/** The timetable of a schedule, for a preview of it. An interval without an anchor is counted from the creation. */
export function timetableOf(schedule: ScheduleInfo): TimetableRequest {
  const { cron, every, at, timezone, startAt, endAt, createdAt } = schedule;
  const anchor = schedule.anchor ?? (every === undefined ? undefined : createdAt.replace(/\.\d+/, ''));
  const given = Object.entries({ cron, every, at, anchor, timezone, startAt, endAt });
  return Object.fromEntries(given.filter(([, value]) => value != null));
}
