import { expect, test } from 'bun:test';
import type { Attempt, Run } from '@fbrain/core/run/run';
import { barPercents, isOnNewDay, toTimeline } from './run-timeline.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 22, 10, 0, seconds)).toISOString();
const boom = { kind: 'exception', message: 'boom' } as const;

const run = (changes: Partial<Run>): Run => ({
  id: '019aa000-0000-7000-8000-000000000000',
  task: 'demo.flaky',
  queue: 'default',
  priority: 'normal',
  rank: 0,
  state: 'queued',
  attempt: 0,
  maxAttempts: 5,
  progress: null,
  tags: [],
  error: null,
  workerId: null,
  createdAt: at(0),
  dueAt: at(0),
  queuedAt: at(0),
  startedAt: null,
  finishedAt: null,
  cancelRequestedAt: null,
  input: null,
  output: null,
  metadata: {},
  backoff: null,
  timeout: null,
  deadlineAt: null,
  expiresAt: null,
  concurrencyKey: null,
  uniqueKey: null,
  idempotencyKey: null,
  parentId: null,
  replayOf: null,
  scheduleId: null,
  slotAt: null,
  traceparent: null,
  ...changes,
});

const attempt = (number: number, changes: Partial<Attempt>): Attempt => ({
  number,
  state: 'failed',
  workerId: 'w1',
  startedAt: at(number * 10),
  finishedAt: at(number * 10 + 2),
  error: boom,
  ...changes,
});

const story = (steps: ReturnType<typeof toTimeline>) =>
  steps.map((step) => {
    if (step.kind === 'waited') return `${step.reason}${step.until ? '' : '…'}`;
    if (step.kind === 'attempt') return `attempt ${step.number} ${step.state}`;
    return step.kind === 'ended' ? `ended ${step.state}` : step.kind;
  });

test('a new run waits in its queue', () => {
  expect(story(toTimeline(run({}), []))).toEqual(['created', 'queued…']);
});

test('a run due later says until when it waits', () => {
  const steps = toTimeline(run({ state: 'scheduled', dueAt: at(50), queuedAt: null }), []);
  expect(steps.at(-1)).toEqual({ kind: 'waited', reason: 'scheduled', at: at(0), until: null, dueAt: at(50) });
});

test('failed attempts, backoff and success are told in order', () => {
  const finished = run({ state: 'succeeded', attempt: 2, finishedAt: at(23), dueAt: at(20) });
  const steps = toTimeline(finished, [attempt(2, { state: 'succeeded', error: null }), attempt(1, {})]);
  expect(story(steps)).toEqual([
    'created',
    'queued',
    'attempt 1 failed',
    'backoff',
    'attempt 2 succeeded',
    'ended succeeded',
  ]);
  expect(steps[3]).toMatchObject({ at: at(12), until: at(20) });
});

test('a run that waits for its next attempt shows when it is due', () => {
  const steps = toTimeline(run({ state: 'retrying', attempt: 1, dueAt: at(30), error: boom }), [attempt(1, {})]);
  expect(steps.at(-1)).toEqual({ kind: 'waited', reason: 'backoff', at: at(12), until: null, dueAt: at(30) });
});

test('the error of the last attempt is not told twice, an error of the run itself is', () => {
  const failed = run({ state: 'failed', attempt: 1, finishedAt: at(12), error: boom });
  expect(toTimeline(failed, [attempt(1, {})]).at(-1)).toMatchObject({ kind: 'ended', error: null });
  const expired = run({ state: 'expired', finishedAt: at(12), error: { kind: 'expired', message: 'too late' } });
  expect(toTimeline(expired, []).at(-1)).toMatchObject({ kind: 'ended', error: { message: 'too late' } });
});

test('a cancel request stands where it happened', () => {
  const running = run({ state: 'running', attempt: 1, cancelRequestedAt: at(15) });
  const steps = toTimeline(running, [attempt(1, { state: 'running', finishedAt: null, error: null })]);
  expect(story(steps)).toEqual(['created', 'queued', 'attempt 1 running', 'cancel-requested']);
});

test('the bars of steps are as long as the steps took, the present one until now', () => {
  const running = run({ state: 'running', attempt: 2 });
  const steps = toTimeline(running, [
    attempt(1, {}),
    attempt(2, { state: 'running', finishedAt: null, error: null, startedAt: at(20) }),
  ]);
  const nowMs = Date.parse(at(36));
  // 10 s queued, 2 s running, 8 s backoff, 16 s running until now.
  expect(barPercents(steps, nowMs)).toEqual([null, 62.5, 12.5, 50, 100]);
  expect(barPercents(toTimeline(run({}), []), Date.parse(at(0)))).toEqual([null, 1]);
});

test('a step tells its day where it is another one than before', () => {
  const days = ['2026-11-20T12:00:00', '2026-11-20T12:00:01', '2026-11-22T12:00:00'];
  const steps = days.map((day) => ({ kind: 'created', at: new Date(day).toISOString() }) as const);
  const hasDay = (nowAt: string) => steps.map((_, index) => isOnNewDay(steps, index, Date.parse(nowAt)));
  expect(hasDay('2026-11-22T13:00:00')).toEqual([true, false, true]);
  expect(hasDay('2026-11-20T13:00:00')).toEqual([false, false, true]);
});
