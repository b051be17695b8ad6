import { describe, expect, test } from 'bun:test';
import { explainWaiting } from './explain-waiting.ts';
import { MAX_AHEAD, REASON_CODES } from './run-explanation.ts';
import type { LimitFacts, WaitFacts, WorkerFacts } from './wait-facts.ts';

const at = (secondsFromNow: number): string => new Date(NOW + secondsFromNow * 1_000).toISOString();
const NOW = Date.parse('2026-11-22T10:00:00Z');

const run: WaitFacts['run'] = {
  state: 'queued',
  task: 'report.build',
  queue: 'reports',
  attempt: 0,
  maxAttempts: 5,
  dueAt: at(-60),
  queuedAt: at(-60),
  startedAt: null,
  finishedAt: null,
  cancelRequestedAt: null,
  error: null,
  workerId: null,
  expiresAt: null,
  deadlineAt: null,
};
const worker = (changes: Partial<WorkerFacts> = {}): WorkerFacts => ({
  name: 'w1',
  knowsTask: true,
  servesQueue: true,
  slots: 100,
  busySlots: 0,
  processSlots: 4,
  busyProcessSlots: 0,
  ...changes,
});
const error = { kind: 'exception', message: 'boom' } as const;

/** The codes of a run that is queued for a minute in front of a free worker, but for the given differences. */
function explain(changes: Partial<WaitFacts['run']>, facts: Partial<Omit<WaitFacts, 'run'>> = {}) {
  return explainWaiting({
    nowMs: NOW,
    run: { ...run, ...changes },
    lastAttemptState: null,
    isQueuePaused: false,
    needsProcess: false,
    workers: [worker()],
    holder: null,
    ahead: 0,
    blockedBy: null,
    waitsFor: null,
    limits: [],
    transportDown: null,
    ...facts,
  });
}
type Case = [string, string[], RegExp, Partial<WaitFacts['run']>, Partial<Omit<WaitFacts, 'run'>>?];

const reached: LimitFacts = {
  name: 'report.build/eu',
  of: 'task',
  max: 3,
  running: 3,
  heldBy: ['a', 'b'],
  rate: null,
  nextTokenMs: NOW,
  intervalMs: 0,
  ahead: 0,
};
const rated: LimitFacts = {
  ...reached,
  name: 'report.build',
  max: null,
  running: 0,
  heldBy: [],
  rate: { limit: 2, per: '1m', burst: 1 },
  nextTokenMs: NOW + 30_000,
  intervalMs: 30_000,
};
const full = worker({ busySlots: 100 });
const CASES: Case[] = [
  ['queued just now', ['just-queued'], /less than a second/, { queuedAt: at(-0.5) }],
  ['queued behind others', ['behind-others'], /7 runs go first/, {}, { ahead: 7 }],
  ['queued behind very many', ['behind-others'], /1000 or more/, {}, { ahead: MAX_AHEAD }],
  ['queued, first, and nobody takes it', ['hint-lost'], /told again/, {}],
  ['queued while its queue is paused', ['queue-paused'], /queue reports is paused/, {}, { isQueuePaused: true }],
  ['queued without any worker', ['no-worker'], /No worker is active/, {}, { workers: [] }],
  [
    'queued for a task nobody knows',
    ['no-worker-for-task'],
    /task report\.build \(active: w1\)/,
    {},
    { workers: [worker({ knowsTask: false })] },
  ],
  [
    'queued in a queue nobody serves',
    ['no-worker-for-queue'],
    /queue reports \(active: w1\)/,
    {},
    { workers: [worker({ servesQueue: false })] },
  ],
  [
    'queued where nobody does either',
    ['no-worker-for-task', 'no-worker-for-queue'],
    /no|No/,
    {},
    { workers: [worker({ knowsTask: false, servesQueue: false })] },
  ],
  [
    'queued where no worker does both',
    ['no-worker-for-both'],
    /report\.build \(w1\).*reports; those that do \(w2\)/,
    {},
    { workers: [worker({ servesQueue: false }), worker({ name: 'w2', knowsTask: false })] },
  ],
  ['queued while RabbitMQ is away', ['transport-down'], /rabbitmq transport/, {}, { transportDown: 'rabbitmq' }],
  [
    'queued while several things are wrong',
    ['queue-paused', 'no-worker', 'transport-down'],
    /paused/,
    {},
    { isQueuePaused: true, workers: [], transportDown: 'rabbitmq' },
  ],
  [
    'queued while all slots are busy',
    ['slots-busy'],
    /All 100 slots.*\(w1\).*One run goes/,
    {},
    { workers: [full], ahead: 1 },
  ],
  [
    'queued while the workers with free slots cannot take it',
    ['slots-busy'],
    /All 100 slots of the workers that can run it \(w1\)/,
    {},
    { workers: [full, worker({ name: 'w2', knowsTask: false })] },
  ],
  [
    'queued for a process while those are busy',
    ['slots-busy'],
    /All 4 process slots/,
    {},
    { needsProcess: true, workers: [worker({ busyProcessSlots: 4, busySlots: 4 })] },
  ],
  ['scheduled', ['due-later'], /start at 2026-11-22T10:05/, { state: 'scheduled', dueAt: at(300), queuedAt: null }],
  ['scheduled and due', ['due-now'], /within a second/, { state: 'scheduled', dueAt: at(-0.1), queuedAt: null }],
  ['scheduled and due without a worker', ['no-worker'], /Start one/, { state: 'scheduled' }, { workers: [] }],
  [
    'retrying after a failure',
    ['retry-later'],
    /Attempt 2 of 5 failed.*10:00:08.*boom/,
    { state: 'retrying', attempt: 2, dueAt: at(8), error },
    { lastAttemptState: 'failed' },
  ],
  [
    'retrying after a snooze that followed a failure',
    ['snoozed'],
    /asked to wait/,
    { state: 'retrying', attempt: 3, dueAt: at(8), error },
    { lastAttemptState: 'snoozed' },
  ],
  ['expired but not ended yet', ['overdue'], /expired at/, { expiresAt: at(-1) }],
  [
    'past its deadline but not ended yet',
    ['overdue'],
    /deadline passed/,
    { attempt: 1, expiresAt: at(-5), deadlineAt: at(-1) },
  ],
  ['started once and past its expiry', ['hint-lost'], /free/, { attempt: 1, expiresAt: at(-1) }],
  ['blocked for an earlier run', ['blocked'], /waits for run r1 of its/, { state: 'blocked' }, { waitsFor: 'r1' }],
  ['blocked for a run that has just ended', ['blocked'], /starts within a second/, { state: 'blocked' }],
  [
    'blocked by the limit of its task',
    ['limit-reached'],
    /3 of 3 .* under report\.build\/eu .* Held by a, b, …/,
    { state: 'blocked' },
    { blockedBy: 'concurrency:report.build/eu', limits: [reached] },
  ],
  [
    'blocked by the limit of its queue',
    ['limit-reached'],
    /3 of 3 runs that may run at once in the queue reports do so/,
    { state: 'blocked' },
    { blockedBy: 'queue-concurrency:reports', limits: [{ ...reached, of: 'queue', name: 'reports' }] },
  ],
  [
    'blocked by a rate',
    ['rate-limited'],
    /until 2026-11-22T10:00:30.000Z: 2 runs may start in 1m under report.build\.$/,
    { state: 'blocked' },
    { blockedBy: 'rate:report.build', limits: [rated] },
  ],
  [
    'blocked by a rate for which others wait too',
    ['rate-limited'],
    /until 2026-11-22T10:02:00.000Z: 2 runs may start in 1m under report.build\. 3 wait before it/,
    { state: 'blocked' },
    { blockedBy: 'rate:report.build', limits: [{ ...rated, ahead: 3 }] },
  ],
  [
    'blocked by several limits, in a paused queue',
    ['limit-reached', 'rate-limited', 'queue-paused'],
    /3 of 3/,
    { state: 'blocked' },
    { blockedBy: 'rate:report.build', limits: [reached, rated], isQueuePaused: true },
  ],
  [
    'blocked by a limit that has room again',
    ['limit-freed'],
    /within a second/,
    { state: 'blocked' },
    {
      blockedBy: 'rate:report.build',
      limits: [
        { ...reached, running: 2 },
        { ...rated, nextTokenMs: NOW },
      ],
    },
  ],
  ['blocked by a limit that is no more', ['limit-freed'], /room again/, { state: 'blocked' }, { blockedBy: 'rate:x' }],
  ['queued over a limit nobody looked at yet', ['limit-reached'], /3 of 3/, {}, { limits: [reached] }],
  [
    'running',
    ['running'],
    /Worker w1 runs attempt 1 since/,
    { state: 'running', attempt: 1, workerId: 'id', startedAt: at(-3) },
    { holder: { name: 'w1', isLost: false } },
  ],
  [
    'running on a worker that is lost',
    ['worker-lost', 'cancel-requested'],
    /w1 has gone/,
    { state: 'running', attempt: 1, workerId: 'id', startedAt: at(-30), cancelRequestedAt: at(-1) },
    { holder: { name: 'w1', isLost: true } },
  ],
  ['succeeded', ['ended'], /succeeded with attempt 2/, { state: 'succeeded', attempt: 2, finishedAt: at(-1) }],
  ['failed', ['ended'], /failed: boom/, { state: 'failed', attempt: 5, finishedAt: at(-1), error }],
  ['cancelled', ['ended'], /was cancelled: boom/, { state: 'cancelled', finishedAt: at(-1), error }],
  ['expired', ['ended'], /expired before it started/, { state: 'expired', finishedAt: at(-1) }],
];

describe('a run that is', () => {
  for (const [title, codes, message, changes, facts] of CASES) {
    test(title, () => {
      const { reasons } = explain(changes, facts);
      expect(reasons.map(({ code }) => code) as string[]).toEqual(codes);
      expect(reasons[0]?.message).toMatch(message);
    });
  }
});

test('the table above shows every reason there is', () => {
  const shown = new Set(CASES.flatMap(([, codes]) => codes));
  expect([...shown].sort()).toEqual([...REASON_CODES].sort());
});

test('details are there for programs', () => {
  const [busy] = explain({}, { workers: [full, worker({ name: 'w2', busySlots: 100 })], ahead: 3 }).reasons;
  expect(busy).toMatchObject({ slots: 200, busySlots: 200, ahead: 3, workers: ['w1', 'w2'] });
  const retry = { state: 'retrying', attempt: 2, dueAt: at(8), error } as const;
  expect(explain(retry).reasons[0]).toMatchObject({ dueAt: at(8), attempt: 2, maxAttempts: 5, error });
});
