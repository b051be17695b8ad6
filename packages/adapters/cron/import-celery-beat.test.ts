import { expect, test } from 'bun:test';
import type { Json } from '@fbrain/core/run/json';
import { importCeleryBeat } from '@fbrain/core/schedule/import-celery-beat';
import { parseCron } from './parse-cron.ts';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const targets = new Map([['proj.tasks.add', { task: 'numbers.add' }]]);
const context = { timezone: 'Europe/Paris', targets, nowMs: NOW, createdAtMs: NOW, parseCron };
const read = (document: Json) => importCeleryBeat(document, context);

test('entries of beat_schedule become schedules', () => {
  const { schedules, problems } = read({
    'Add every 30 s': { task: 'proj.tasks.add', schedule: 30.0, args: [16, 16] },
    'monday-morning': {
      task: 'report.weekly',
      schedule: { type: 'crontab', minute: 30, hour: '7', day_of_week: 'mon' },
      kwargs: { month: 'all' },
      options: { queue: 'reports', expires: 90 },
    },
    'ten minutes': { task: 'report.live', schedule: { type: 'interval', every: 10, period: 'minutes' } },
  });
  expect(problems).toEqual([]);
  expect(schedules.map(({ request }) => request)).toEqual([
    {
      name: 'add-every-30-s',
      description: 'From Celery beat: proj.tasks.add',
      input: { args: [16, 16], kwargs: {} },
      task: 'numbers.add',
      every: '30s',
      timezone: 'Europe/Paris',
    },
    {
      name: 'monday-morning',
      description: 'From Celery beat: report.weekly',
      input: { month: 'all' },
      task: 'report.weekly',
      cron: '30 7 * * mon',
      timezone: 'Europe/Paris',
      queue: 'reports',
      ttl: '90000ms',
    },
    {
      name: 'ten-minutes',
      description: 'From Celery beat: report.live',
      input: {},
      task: 'report.live',
      every: '10m',
      timezone: 'Europe/Paris',
    },
  ]);
});

test('rows that dumpdata writes become schedules', () => {
  const task = (pk: number, fields: { [key: string]: Json }) => ({
    model: 'django_celery_beat.periodictask',
    pk,
    fields: {
      task: 'report.weekly',
      args: '[]',
      kwargs: '{}',
      enabled: true,
      interval: null,
      crontab: null,
      ...fields,
    },
  });
  const crontab = { minute: '0', hour: '*/4', day_of_month: '*', month_of_year: '*', day_of_week: '*' };
  const { schedules, problems } = read([
    { model: 'django_celery_beat.crontabschedule', pk: 1, fields: { ...crontab, timezone: 'Asia/Kolkata' } },
    { model: 'django_celery_beat.intervalschedule', pk: 1, fields: { every: 2, period: 'hours' } },
    { model: 'django_celery_beat.clockedschedule', pk: 3, fields: { clocked_time: '2030-01-01T00:00:00Z' } },
    task(1, { name: 'a', crontab: 1, kwargs: '{"deep": [1]}' }),
    task(2, { name: 'b', interval: 1, enabled: false, queue: 'slow' }),
    task(3, { name: 'c', clocked: 3, one_off: true }),
    task(4, { name: 'd', solar: 1 }),
    task(5, { name: 'e', interval: 1, args: 'not json' }),
    task(7, { name: 'g', interval: 1, start_time: '2027-01-01T00:00:00Z', expires: '2028-01-01T00:00:00Z' }),
    task(8, { name: 'h', interval: 1, expire_seconds: 60, one_off: false }),
    task(9, { name: 'i', crontab: 1, one_off: true }),
    task(10, { name: 'j', interval: 1, expires: '2020-01-01T00:00:00Z' }),
    task(6, { name: 'f', interval: 1, kwargs: '{"text": "\\u0000"}' }),
  ]);
  expect(schedules.map(({ request }) => request)).toMatchObject([
    { name: 'a', cron: '0 */4 * * *', timezone: 'Asia/Kolkata', input: { deep: [1] } },
    { name: 'b', every: '2h', paused: true, queue: 'slow' },
    { name: 'c', at: '2030-01-01T00:00:00Z' },
    { name: 'g', every: '2h', startAt: '2027-01-01T00:00:00Z', endAt: '2028-01-01T00:00:00Z' },
    { name: 'h', every: '2h', ttl: '60000ms' },
  ]);
  expect(problems.map(({ source, message }) => `${source} ${message.slice(0, 30)}`)).toEqual([
    'd schedule must be seconds, an i',
    'e must have a list in args and a',
    'i one_off fires only once: give ',
    'j endAt leaves no slot to fire: ',
    'f input/text contains a NUL char',
  ]);
});

test('an instant at which messages expire is the end of the schedule', () => {
  const { schedules } = read({
    ends: { task: 'report.weekly', schedule: 30, options: { expires: '2027-01-01T00:00:00+01:00' } },
  });
  expect(schedules[0]?.request).toMatchObject({ every: '30s', endAt: '2027-01-01T00:00:00+01:00' });
  expect(schedules[0]?.request).not.toHaveProperty('ttl');
});

test('a crontab that restricts both kinds of day is refused: Celery and cron disagree about it', () => {
  const { problems } = read({
    first: { task: 'report.weekly', schedule: { minute: 0, hour: 0, day_of_month: '1-7', day_of_week: 'mon' } },
  });
  expect(problems[0]?.message).toContain('Celery fires where both fit');
});

test('documents that are no beat schedule are refused, hostile entries one by one', () => {
  expect(() => read('hello')).toThrow('must be an object of beat entries');
  expect(() => read(null)).toThrow('must be an object of beat entries');
  const hostile = JSON.parse(
    '{"__proto__": {"task": "x"}, "a": null, "b": {"task": 7}, "c": {"task": "x", "schedule": -1}}',
  );
  expect(read(hostile).schedules).toEqual([]);
  expect(read(hostile).problems).toHaveLength(4);
  expect(read([1, null, { model: 'django_celery_beat.periodictask' }]).problems).toHaveLength(1);
});
