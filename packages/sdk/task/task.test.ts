import { describe, expect, test } from 'bun:test';
import { DEFAULT_RETRY } from '@fbrain/core/retry/retry-policy';
import { PermanentError, RetryError, type ScheduleOptions, t, task } from '../index.ts';
import { isTaskModule } from './task.ts';

const run = () => null;

describe('declaring a task', () => {
  test('a name and a function are enough', () => {
    const { run: _, ...definition } = task({ name: 'report.build', run });
    expect({ ...definition }).toMatchObject({
      name: 'report.build',
      description: null,
      inputSchema: {},
      outputSchema: null,
      examples: [],
      queue: 'default',
      retry: DEFAULT_RETRY,
      timeoutMs: 3_600_000,
      isolation: 'shared',
      concurrency: null,
      rate: null,
    });
  });

  test('what is given is merged with the defaults', () => {
    const report = task({
      name: 'report.build',
      input: t.Object({ month: t.String() }),
      retry: { maxAttempts: 2, backoff: { initial: '5s' } },
      timeout: false,
      run: ({ month }) => ({ month }),
    });
    expect(report.retry).toEqual({ maxAttempts: 2, backoff: { ...DEFAULT_RETRY.backoff, initial: '5s' } });
    expect(report.timeoutMs).toBeNull();
    expect(report.inputSchema).toEqual({
      type: 'object',
      properties: { month: { type: 'string' } },
      required: ['month'],
    });
  });

  test('the result is frozen and recognised', () => {
    const report = task({ name: 'report', run });
    expect(Object.isFrozen(report)).toBe(true);
    expect([isTaskModule(report), isTaskModule({ name: 'report', run }), isTaskModule(null)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('declaring when a task starts by itself', () => {
  const schedulesOf = (schedule: ScheduleOptions | ScheduleOptions[]) =>
    task({ name: 'report.build', schedule, run }).schedules;

  test('one schedule is called like the task, and only its pause is left to people', () => {
    expect(schedulesOf({ cron: '0 6 * * 1-5', timezone: 'Europe/Paris', input: { month: 5 } })).toEqual([
      {
        request: {
          name: 'report.build',
          task: 'report.build',
          cron: '0 6 * * 1-5',
          timezone: 'Europe/Paris',
          input: { month: 5 },
        },
        editable: ['paused'],
      },
    ]);
  });

  test('several schedules have names within the task', () => {
    const schedules = schedulesOf([{ every: '1h' }, { name: 'nightly', cron: '@daily', editable: ['cron', 'paused'] }]);
    expect(schedules?.map(({ request, editable }) => [request.name, editable])).toEqual([
      ['report.build', ['paused']],
      ['report.build.nightly', ['cron', 'paused']],
    ]);
  });

  test('a task without one says nothing about schedules', () => {
    expect('schedules' in task({ name: 'report.build', run })).toBe(false);
  });
});

describe('a wrong declaration', () => {
  const refusals: [string, object, string][] = [
    ['name', { name: 'Report Build' }, 'name must be 1 to 100 lower-case letters'],
    ['queue', { queue: 'a b' }, 'queue must be'],
    ['timeout', { timeout: '5 minutes' }, 'timeout must be a duration such as'],
    ['zero timeout', { timeout: '0s' }, 'timeout must be longer than zero'],
    ['attempts', { retry: { maxAttempts: 0 } }, 'retry.maxAttempts must be a whole number from 1 to 1000, got 0'],
    ['backoff', { retry: { backoff: { kind: 'linear' } } }, 'retry.backoff.kind must be "fixed" or "exponential"'],
    ['jitter', { retry: { backoff: { jitter: 2 } } }, 'retry.backoff.jitter must be a number from 0 to 1, got 2'],
    ['limit', { concurrency: { limit: 0 } }, 'concurrency.limit must be a whole number from 1 to 100000, got 0'],
    ['isolation', { isolation: 'thread' }, 'isolation must be "shared" or "process", got "thread"'],
    ['run', { run: 'later' }, 'run must be a function'],
    ['unknown field', { shedule: '* * * * *' }, 'shedule is not known here; known are name, description'],
    ['schedule', { schedule: '* * * * *' }, "schedule must be an object such as { cron: '0 6 * * *'"],
    ['schedule field', { schedule: [{ corn: '@daily' }] }, 'schedule[0].corn is not known here; known are description'],
    [
      'schedule name',
      { schedule: [{ every: '1h' }, { every: '2h' }] },
      'two schedules called report: give each a name',
    ],
    ['editable field', { schedule: { every: '1h', editable: ['name'] } }, 'schedule.editable must be a list of descr'],
    ['unknown retry field', { retry: { attempts: 3 } }, 'retry.attempts is not known here'],
  ];
  test.each(refusals)('%s is refused with a sentence', (_, change, message) => {
    const options = { name: 'report', run, ...change };
    expect(() => task(options as Parameters<typeof task>[0])).toThrow(message);
  });

  test('all faults are named together', () => {
    expect(() => task({ name: '', queue: '', timeout: '', run })).toThrow(/name must.*queue must.*timeout must/);
  });
});

test('the types of input and output follow the schemas', () => {
  const add = task({
    name: 'add',
    input: t.Object({ a: t.Number(), b: t.Optional(t.Number()) }),
    output: t.Object({ sum: t.Number() }),
    run: ({ a, b = 0 }) => ({ sum: a + b }),
  });
  // @ts-expect-error: the output schema wants a number
  task({ name: 'wrong', output: t.Object({ sum: t.Number() }), run: () => ({ sum: 'three' }) });
  const context = {} as Parameters<typeof add.run>[1];
  expect(add.run({ a: 1, b: 2 }, context)).toEqual({ sum: 3 });
});

test('errors of the SDK keep their cause', () => {
  const cause = new Error('socket closed');
  expect(new PermanentError('gone', { cause }).cause).toBe(cause);
  expect(new RetryError('busy', { retryAfter: '30s', cause })).toMatchObject({ retryAfterMs: 30_000, cause });
});
