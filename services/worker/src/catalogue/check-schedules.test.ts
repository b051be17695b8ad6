import { expect, test } from 'bun:test';
import { t, task } from 'f-brain';
import { compileTaskSchema } from '../task-host/compile-task-schema.ts';
import { checkSchedules } from './check-schedules.ts';

const run = () => null;
const input = t.Object({ month: t.String() });

function check(schedule: object, more: object = {}): void {
  const { run: _, ...declared } = task({ name: 'report.build', input, schedule, ...more, run } as never);
  checkSchedules(
    { ...declared, kind: 'module', source: 'report.ts' },
    compileTaskSchema('input', declared.inputSchema),
  );
}

const ok = { input: { month: '2026-11' } };

test.each<[string, object, string]>([
  [
    'a day that does not exist',
    { cron: '0 0 30 2 *', ...ok },
    'schedule report.build: /cron never fires: 30 is no day',
  ],
  ['an unknown zone', { cron: '@daily', timezone: 'Europe/Pariss', ...ok }, 'did you mean Europe/Paris'],
  [
    'an end before the start',
    { cron: '@daily', startAt: '2027-01-01T00:00:00Z', endAt: '2026-01-01T00:00:00Z', ...ok },
    '/endAt must be later than startAt',
  ],
  ['an input that breaks the schema', { cron: '@daily', input: { month: 11 } }, '/input/month must be string'],
  ['no input where the schema needs one', { cron: '@daily' }, '/input/month is required'],
  ['a wrong option of the run', { cron: '@daily', queue: 'A B', ...ok }, '/queue must be 1 to 100 lower-case letters'],
  ['a wrong type', { cron: 5, tags: 'x', ...ok }, '/cron must be string'],
  ['no time', { ...ok }, 'must have exactly one of cron, every and at'],
  ['a negative jitter', { cron: '@daily', jitter: '-5m', ...ok }, '/jitter must be a duration'],
  ['a policy that does not exist', { cron: '@daily', overlap: 'kill', ...ok }, '/overlap must be one of allow, skip'],
  ['a name that is too long', { cron: '@daily', name: 'x'.repeat(100), ...ok }, '/name must be 1 to 100 lower-case'],
])('%s is a fault of the file', (_, schedule, message) => {
  expect(() => check(schedule)).toThrow(message);
});

test('every schedule that is wrong is named', () => {
  const schedules = [
    { name: 'a', cron: '@reboot', ...ok },
    { name: 'b', every: '1ms', ...ok },
  ];
  expect(() => check(schedules)).toThrow(/report\.build\.a: \/cron.*report\.build\.b: \/every/);
});

test('a schedule whose time is over is no fault: the file still loads', () => {
  check({ at: '2020-01-01T00:00:00Z', ...ok });
  check({ cron: '@daily', endAt: '2020-01-01T00:00:00Z', ...ok });
});
