import { expect, test } from 'bun:test';
import { NO_SPAN } from '@fbrain/adapters/tracing/tracer';
import type { ClaimedRun } from '@fbrain/core/run/claimed-run';
import type { TaskDefinition } from '@fbrain/core/task/task';
import { type EndReason, type RunningAttempt, resultOfEnded } from './running-attempt.ts';

const running = (reason: EndReason | null): RunningAttempt => ({
  run: { id: 'r', attempt: 1 } as ClaimedRun,
  task: {} as TaskDefinition,
  startedAtMs: 1_000,
  limit: { atMs: 6_000, reason: 'timeout' },
  handle: null,
  ending: reason && { reason, askedAtMs: 0, stage: 'asked' },
  span: NO_SPAN,
  logsWritten: null,
});
const thrown = { kind: 'failed', error: { kind: 'exception', message: 'aborted' } } as const;

test('an attempt that ends by itself keeps its result', () => {
  expect(resultOfEnded(running(null), thrown)).toEqual(thrown);
});

test('a success that arrives after a cancel or timeout is a success', () => {
  const success = { kind: 'succeeded', outputJson: '1' } as const;
  for (const reason of ['cancelled', 'timeout', 'deadline', 'stopping'] as const) {
    expect(resultOfEnded(running(reason), success)).toEqual(success);
  }
});

test('what a task throws after a cancel, a timeout or a stop is reported as that', () => {
  expect(resultOfEnded(running('cancelled'), thrown).kind).toBe('cancelled');
  expect(resultOfEnded(running('stopping'), thrown).kind).toBe('released');
  expect(resultOfEnded(running('deadline'), thrown)).toMatchObject({ kind: 'failed', error: { kind: 'deadline' } });
  expect(resultOfEnded(running('timeout'), thrown)).toMatchObject({
    kind: 'failed',
    error: { kind: 'timeout', message: 'The attempt took longer than its timeout of 5s.' },
  });
});
