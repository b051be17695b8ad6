import { expect, test } from 'bun:test';
import { mergeDeclared } from './declared-schedule.ts';
import type { ScheduleRequest } from './schedule.ts';

const nightly: ScheduleRequest = { name: 'report.build', task: 'report.build', cron: '0 2 * * *', input: { month: 1 } };
const declared = (
  request: Partial<ScheduleRequest>,
  ...editable: ('paused' | 'cron' | 'every' | 'input' | 'queue')[]
) => ({
  request: { ...nightly, ...request },
  editable,
});

test('what the author leaves to people stays as they set it, all else follows the code', () => {
  const current = { ...nightly, paused: true, cron: '0 3 * * *', input: { month: 2 } };
  expect(mergeDeclared(declared({ input: { month: 3 }, overlap: 'skip' }, 'paused', 'cron'), current)).toEqual({
    ...nightly,
    paused: true,
    cron: '0 3 * * *',
    input: { month: 3 },
    overlap: 'skip',
  });
});

test('an editable field that somebody took away stays away', () => {
  expect(mergeDeclared(declared({ queue: 'reports' }, 'queue'), nightly)).toEqual(nightly);
});

test('a schedule that the code gives another kind of timing has one timing, whatever may be edited', () => {
  const { cron, ...rest } = nightly;
  const hourly: ScheduleRequest = { ...rest, every: '1h', anchor: '2026-11-22T00:00:00Z' };
  const toEvery = { request: hourly, editable: ['cron'] as const };
  expect(mergeDeclared(toEvery, { ...nightly, cron: '0 3 * * *' })).toEqual(hourly);
  expect(mergeDeclared(declared({}, 'cron'), hourly)).toEqual(nightly);
  expect(mergeDeclared(declared({}, 'cron', 'every'), { ...rest, every: '2h' })).toEqual({ ...rest, every: '2h' });
});
