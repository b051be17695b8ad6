import { expect, test } from 'bun:test';
import { scheduleOf } from './test-schedule.ts';
import { timetableOf } from './timetable-of.ts';

test('an interval is counted from the creation, to the second, unless it has an anchor', () => {
  const schedule = scheduleOf({ every: '90s', createdAt: '2026-11-22T10:00:07.123Z' });
  expect(timetableOf(schedule)).toEqual({ every: '90s', anchor: '2026-11-22T10:00:07Z', timezone: 'UTC' });
  const anchored = scheduleOf({ every: '90s', anchor: '2026-01-01T00:00:00Z' });
  expect(timetableOf(anchored)).toMatchObject({ anchor: '2026-01-01T00:00:00Z' });
});

test('a cron schedule has no anchor', () => {
  const schedule = scheduleOf({ cron: '@daily', endAt: '2030-01-01T00:00:00Z' });
  expect(timetableOf(schedule)).toEqual({ cron: '@daily', timezone: 'UTC', endAt: '2030-01-01T00:00:00Z' });
});
