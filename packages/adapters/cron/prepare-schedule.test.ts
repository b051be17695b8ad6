import { expect, test } from 'bun:test';
import { DomainError } from '@fbrain/core/errors/domain-error';
import { prepareSchedule } from '@fbrain/core/schedule/prepare-schedule';
import type { ScheduleRequest } from '@fbrain/core/schedule/schedule';
import { parseCron } from './parse-cron.ts';

const NOW = Date.parse('2026-11-22T10:00:00.512Z');
const prepare = (request: Partial<ScheduleRequest>) =>
  prepareSchedule({ name: 'nightly', task: 'report.build', ...request }, { nowMs: NOW, createdAtMs: NOW, parseCron });
const faultsOf = (request: Partial<ScheduleRequest>): string[] => {
  try {
    prepare(request);
    return [];
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return error.fields.map(({ path, message }) => `${path} ${message}`);
  }
};

test('a request without policies gets the defaults, and its run what is left', () => {
  const definition = prepare({ cron: ' @daily ', input: { n: 1 }, queue: 'reports', tags: ['a'], timeout: '5m' });
  expect(definition).toMatchObject({
    overlap: 'allow',
    missed: { policy: 'latest', maxCount: 100, maxAgeMs: 86_400_000 },
    jitterMs: 0,
    paused: false,
    timetable: { timezone: 'UTC', timing: { kind: 'cron', expression: '@daily' } },
  });
  expect(definition.run).toEqual({
    task: 'report.build',
    input: { n: 1 },
    queue: 'reports',
    tags: ['a'],
    timeout: '5m',
  });
});

test('an interval without an anchor is counted from its creation, to the second', () => {
  const anchorMs = Date.parse('2026-11-22T10:00:00Z');
  expect(prepare({ every: '15m' }).timetable.timing).toEqual({ kind: 'interval', everyMs: 900_000, anchorMs });
});

test('exactly one kind of timing is given', () => {
  const fault = [' must have exactly one of cron, every and at'];
  expect(faultsOf({})).toEqual(fault);
  expect(faultsOf({ cron: '@daily', every: '1h' })).toEqual(fault);
  expect(faultsOf({ cron: '@daily', anchor: '2026-01-01T00:00:00Z' })).toEqual([
    '/anchor can only be given together with every',
  ]);
});

test('what never fires is refused with the reason', () => {
  expect(faultsOf({ cron: '0 0 30 2 *' })).toEqual([
    '/cron never fires: 30 is no day of February. Choose a day that exists',
  ]);
  expect(faultsOf({ cron: '0 0 31 4,6 *' })).toEqual([
    '/cron never fires: 31 is no day of April or June. Choose a day that exists',
  ]);
  expect(faultsOf({ cron: '0 0 30W 2 *' })).toEqual([
    '/cron never fires: 30W is no day of February. Choose a day that exists',
  ]);
  expect(faultsOf({ at: '2020-01-01T00:00:00Z' })[0]).toStartWith('/at is in the past');
  expect(faultsOf({ cron: '@yearly', endAt: '2026-12-01T00:00:00Z' })).toEqual([
    '/endAt leaves no slot to fire: the next slot would be 2027-01-01T00:00:00.000Z. Change it or the timing',
  ]);
});

test('30 February beside a weekday fires, on that weekday', () => {
  expect(faultsOf({ cron: '0 0 30 2 1' })).toEqual([]);
});

test('an unknown zone is answered with the nearest names', () => {
  expect(faultsOf({ cron: '@daily', timezone: 'Europe/Pari' })[0]).toContain('did you mean Europe/Paris');
  expect(faultsOf({ cron: '@daily', timezone: 'new york' })[0]).toContain('America/New_York');
  expect(faultsOf({ cron: '@daily', timezone: '+02:00' })[0]).toContain('must be an IANA time zone');
  expect(faultsOf({ cron: '@daily', timezone: '' })[0]).toContain('must be an IANA time zone');
  expect(prepare({ cron: '@daily', timezone: 'europe/paris' }).timetable.timezone).toBe('Europe/Paris');
});

test('every fault of a request is reported at once', () => {
  const faults = faultsOf({
    name: 'No Spaces',
    every: '500ms',
    timezone: 'Nowhere',
    startAt: '2027-01-01T00:00:00Z',
    endAt: '2026-12-01T00:00:00Z',
    jitter: '-5m',
    missed: { maxCount: 0, maxAge: 'long' },
  });
  const paths = faults.map((fault) => fault.split(' ')[0]);
  expect(paths.sort()).toEqual([
    '/endAt',
    '/every',
    '/jitter',
    '/missed/maxAge',
    '/missed/maxCount',
    '/name',
    '/timezone',
  ]);
});

test('a schedule of every second is allowed', () => {
  expect(prepare({ every: '1s' }).timetable.timing).toMatchObject({ everyMs: 1_000 });
  expect(prepare({ cron: '* * * * * *' }).timetable.timing.kind).toBe('cron');
});
