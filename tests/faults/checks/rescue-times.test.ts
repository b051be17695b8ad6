import { expect, test } from 'bun:test';
import type { Execution } from './executions.ts';
import { rescueTimes } from './rescue-times.ts';

const execution = (attempt: number, workerPid: number, beganMs: number, isLost: boolean): Execution => ({
  runId: 'run',
  attempt,
  workerPid,
  beganMs,
  endedMs: null,
  isLost,
});
const executionsOf = (isLost: boolean) =>
  new Map([['run', [execution(1, 10, 100, isLost), execution(2, 20, 5_000, false)]]]);
const losses = [{ pid: 10, atMs: 1_000 }];

test('a rescue lasts from the loss of the worker to the next execution of the run', () => {
  expect(rescueTimes(losses, executionsOf(true), [])).toEqual({ all: [4_000], undisturbed: [4_000] });
});

test('a rescue while a server suffers is not held against the promise', () => {
  const outage = { name: 'restart', target: 'postgres', startMs: 2_000, endMs: 3_000 };
  expect(rescueTimes(losses, executionsOf(true), [outage])).toEqual({ all: [4_000], undisturbed: [] });
});

test('an attempt that ended with its task host is no rescue', () => {
  expect(rescueTimes(losses, executionsOf(false), []).all).toEqual([]);
});
