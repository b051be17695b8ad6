import { expect, test } from 'bun:test';
import { blankForm, toForm, toPatch, toRequest, toTimetable } from './schedule-form.ts';
import { scheduleOf } from './test-schedule.ts';

test('a new schedule says no more than what was filled in', () => {
  const form = { ...blankForm('Europe/Paris', 'report.build'), name: ' weekly ', cron: '@weekly', jitter: ' ' };
  expect(toRequest(form)).toEqual({
    name: 'weekly',
    task: 'report.build',
    cron: '@weekly',
    timezone: 'Europe/Paris',
    missed: { policy: 'latest', maxCount: 100, maxAge: '1d' },
    overlap: 'allow',
  });
});

test('times are by the clocks of the zone of the schedule', () => {
  const form = {
    ...blankForm('America/New_York', 't'),
    kind: 'at' as const,
    at: '2026-11-23T09:00',
    endAt: '2026-12-01T00:00',
  };
  expect(toTimetable(form)).toEqual({
    at: '2026-11-23T14:00:00.000Z',
    timezone: 'America/New_York',
    endAt: '2026-12-01T05:00:00.000Z',
  });
});

test('a schedule that nobody changed has nothing to save', () => {
  const schedule = scheduleOf({
    every: '15m',
    anchor: '2026-01-01T00:00:00.500Z',
    timezone: 'Asia/Kolkata',
    input: { month: '2026-11' },
    tags: ['eu'],
    rank: 3,
    description: 'For the board.',
    paused: true,
  });
  expect(toPatch(toForm(schedule), toForm(schedule))).toEqual({});
});

test('a change names only what it changes, and takes away what was emptied', () => {
  const before = toForm(scheduleOf({ cron: '@daily', queue: 'reports', description: 'Old' }));
  const after = { ...before, kind: 'every' as const, every: '2h', description: '', options: {} };
  expect(toPatch(before, after)).toEqual({ cron: null, every: '2h', description: null, queue: null });
});

test('another zone moves what was said by its clocks', () => {
  const before = toForm(scheduleOf({ cron: '@daily', startAt: '2026-12-01T00:00:00.000Z' }));
  expect(toPatch(before, { ...before, timezone: 'Europe/Paris' })).toEqual({
    timezone: 'Europe/Paris',
    startAt: '2026-11-30T23:00:00.000Z',
  });
});

test('what is no number is left to the server to explain', () => {
  const form = { ...blankForm('UTC', 't'), missedPolicy: 'all' as const, missedMaxCount: 'many' };
  expect(toRequest(form).missed).toEqual({ policy: 'all', maxCount: 'many', maxAge: '1d' });
});
