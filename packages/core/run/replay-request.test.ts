import { expect, test } from 'bun:test';
import { replayRequest } from './replay-request.ts';
import type { Run } from './run.ts';

const BACKOFF = { kind: 'fixed', initial: '3s', max: '10m', jitter: 0 } as const;

const ended = {
  task: 'report.build',
  input: { month: '2026-11' },
  queue: 'reports',
  priority: 'high',
  rank: 3,
  maxAttempts: 2,
  tags: ['a'],
  metadata: { by: 'me' },
  timeout: '5m',
  backoff: BACKOFF,
  uniqueKey: 'november',
  idempotencyKey: 'order-1',
  dueAt: '2026-11-22T10:00:00.000Z',
  expiresAt: '2026-11-22T10:05:00.000Z',
  deadlineAt: '2026-11-22T11:00:00.000Z',
} as Partial<Run> as Run;

test('a replay repeats what was asked for, but neither its times nor its idempotency key', () => {
  expect(replayRequest(ended, {})).toEqual({
    task: 'report.build',
    input: { month: '2026-11' },
    queue: 'reports',
    priority: 'high',
    rank: 3,
    maxAttempts: 2,
    tags: ['a'],
    metadata: { by: 'me' },
    timeout: '5m',
    backoff: BACKOFF,
    uniqueKey: 'november',
  });
});

test('changes win, and an input of null counts as one', () => {
  const replay = replayRequest(
    { ...ended, timeout: null, backoff: null, uniqueKey: null },
    { input: null, delay: '5m', rank: 0 },
  );
  expect(replay).toMatchObject({ task: 'report.build', input: null, delay: '5m', rank: 0, queue: 'reports' });
  expect(replay).not.toContainKeys(['timeout', 'backoff', 'uniqueKey']);
});
