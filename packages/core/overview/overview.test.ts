import { expect, test } from 'bun:test';
import type { Queue } from '../queue/queue.ts';
import type { Worker } from '../worker/worker.ts';
import { estimateLeft } from './estimate-end.ts';
import { findTroubles, type TroubleFacts } from './find-troubles.ts';
import { toQueueFlow } from './queue-flow.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const queue = (changes: Partial<Queue> = {}) =>
  ({
    name: 'reports',
    paused: false,
    queued: 0,
    running: 0,
    workers: 1,
    concurrency: null,
    oldestReadySeconds: null,
    ...changes,
  }) as Queue;
const worker = (changes: Partial<Worker> = {}) =>
  ({
    name: 'w1',
    state: 'active',
    queues: ['*'],
    slots: 10,
    busySlots: 10,
    lastSeenAt: new Date(NOW - 60_000).toISOString(),
    ...changes,
  }) as Worker;
const facts = (changes: Partial<TroubleFacts> = {}): TroubleFacts => ({
  nowMs: NOW,
  queues: [],
  workers: [worker()],
  failures: [],
  schedules: { missed: [], disabled: [], late: { count: 0, seconds: 0 } },
  blocked: [],
  brokenFiles: [],
  isTransportConnected: true,
  ...changes,
});
const codes = (changes: Partial<TroubleFacts>) => findTroubles(facts(changes)).map(({ code }) => code);

test('a system at work has no trouble', () => {
  expect(codes({ queues: [queue({ queued: 9, oldestReadySeconds: 30 })] })).toEqual([]);
});

test('runs that nobody will start are trouble at once', () => {
  const waiting = { queued: 3, oldestReadySeconds: 2 };
  expect(codes({ queues: [queue({ ...waiting, workers: 0 })] })).toEqual(['queue-without-worker']);
  expect(codes({ queues: [queue({ ...waiting, paused: true, workers: 0 })] })).toEqual(['queue-paused']);
});

test('without any worker one sentence says it for all queues', () => {
  const queues = [queue({ queued: 3, workers: 0 }), queue({ name: 'mail', queued: 4, workers: 0 })];
  expect(findTroubles(facts({ queues, workers: [] }))).toEqual([{ code: 'no-worker', severity: 'bad', count: 7 }]);
  expect(findTroubles(facts({ workers: [] }))).toMatchObject([{ severity: 'warning' }]);
});

test('a long wait warns, a very long one is bad and stands first', () => {
  const queues = [
    queue({ queued: 1, oldestReadySeconds: 130 }),
    queue({ name: 'mail', queued: 1, oldestReadySeconds: 700 }),
  ];
  expect(findTroubles(facts({ queues }))).toMatchObject([
    { code: 'queue-waits', severity: 'bad', queue: 'mail' },
    { code: 'queue-waits', severity: 'warning', queue: 'reports', freeSlots: 0 },
  ]);
});

test('a wait beside free slots says how many there are', () => {
  const queues = [queue({ queued: 1, oldestReadySeconds: 130 })];
  const workers = [worker({ busySlots: 4 }), worker({ queues: ['mail'] }), worker({ state: 'draining', busySlots: 0 })];
  expect(findTroubles(facts({ queues, workers }))).toMatchObject([{ code: 'queue-waits', freeSlots: 6 }]);
});

test('a task that fails as it always did is no news; one that fails far more is', () => {
  const usual = { task: 'a', attempts: 100, failed: 20, usualAttempts: 1_000, usualFailed: 190 };
  const jump = { task: 'b', attempts: 20, failed: 12, usualAttempts: 1_000, usualFailed: 10 };
  const few = { task: 'c', attempts: 4, failed: 4, usualAttempts: 0, usualFailed: 0 };
  expect(findTroubles(facts({ failures: [usual, jump, few] }))).toMatchObject([
    { code: 'task-failing', task: 'b', count: 12, rate: 0.6, usualRate: 0.01 },
  ]);
  const [fresh] = findTroubles(facts({ failures: [{ ...few, attempts: 5, failed: 5 }] }));
  expect(fresh).toEqual({ code: 'task-failing', severity: 'bad', task: 'c', count: 5, rate: 1 });
});

test('a lost worker is news for a quarter of an hour', () => {
  const lost = worker({ state: 'lost' });
  expect(codes({ workers: [worker(), lost] })).toEqual(['worker-lost']);
  expect(codes({ workers: [worker(), { ...lost, lastSeenAt: new Date(NOW - 20 * 60_000).toISOString() }] })).toEqual(
    [],
  );
});

test('slots that nobody fires are bad, those of before a warning', () => {
  const missed = [{ scheduleId: 'x', schedule: 'nightly', count: 3, at: 'then' }];
  const schedules = { missed, disabled: [{ scheduleId: 'y', schedule: 'weekly' }], late: { count: 2, seconds: 90 } };
  expect(codes({ schedules })).toEqual(['schedules-late', 'slots-missed', 'schedule-disabled']);
});

test('a queue is as busy as its part of the slots, or of its own limit', () => {
  const flow = { inPerMinute: new Map([['reports', 1.23456]]), outPerMinute: new Map() };
  const workers = [worker(), worker({ queues: ['mail'] }), worker({ state: 'draining' })];
  expect(toQueueFlow(queue({ running: 5 }), workers, flow)).toMatchObject({
    utilisation: 0.5,
    inPerMinute: 1.23,
    outPerMinute: 0,
  });
  expect(toQueueFlow(queue({ running: 2, concurrency: 2 }), workers, flow).utilisation).toBe(1);
  expect(toQueueFlow(queue(), [], flow).utilisation).toBeNull();
});

test('the end is told by progress, else by what is usual, else not at all', () => {
  const at = { startedAtMs: 0, nowMs: 10_000 };
  expect(estimateLeft({ ...at, fraction: 0.25, typicalMs: 1 })).toBe(30_000);
  expect(estimateLeft({ ...at, fraction: 0.001, typicalMs: 15_000 })).toBe(5_000);
  expect(estimateLeft({ ...at, fraction: null, typicalMs: 5_000 })).toBe(0);
  expect(estimateLeft({ ...at, fraction: null, typicalMs: null })).toBeNull();
});
