import { expect, test } from 'bun:test';
import { NO_SPAN } from '@fbrain/adapters/tracing/tracer';
import type { ClaimedRun } from '@fbrain/core/run/claimed-run';
import type { TaskDefinition } from '@fbrain/core/task/task';
import type { RunningAttempt } from './running-attempt.ts';
import { createWatchdog } from './watchdog.ts';

function setup(limit: RunningAttempt['limit']) {
  const calls: string[] = [];
  const attempt: RunningAttempt = {
    run: { id: 'r', attempt: 1 } as ClaimedRun,
    task: {} as TaskDefinition,
    startedAtMs: 0,
    limit,
    handle: {
      abort: (reason) => calls.push(`abort ${reason}`),
      terminate: () => calls.push('terminate'),
      kill: () => calls.push('kill'),
    },
    ending: null,
    span: NO_SPAN,
    logsWritten: null,
  };
  let nowMs = 0;
  const watchdog = createWatchdog({ attempts: () => [attempt], cancelGraceMs: 5_000, now: () => nowMs });
  const lookAt = (ms: number) => {
    nowMs = ms;
    watchdog.runOnce();
    return calls;
  };
  return { attempt, watchdog, lookAt };
}

test('an attempt over its timeout is asked to end, then terminated, then killed', () => {
  const { lookAt } = setup({ atMs: 1_000, reason: 'timeout' });
  expect(lookAt(999)).toEqual([]);
  expect(lookAt(1_000)).toEqual(['abort timeout']);
  expect(lookAt(5_999)).toEqual(['abort timeout']);
  expect(lookAt(6_000)).toEqual(['abort timeout', 'terminate']);
  expect(lookAt(6_900)).toEqual(['abort timeout', 'terminate']);
  expect(lookAt(7_000)).toEqual(['abort timeout', 'terminate', 'kill']);
  expect(lookAt(60_000)).toHaveLength(3);
});

test('an attempt without a limit is left alone until somebody cancels it', () => {
  const { attempt, watchdog, lookAt } = setup(null);
  expect(lookAt(10_000_000)).toEqual([]);
  watchdog.end(attempt, 'cancelled');
  watchdog.end(attempt, 'stopping');
  expect(lookAt(10_000_001)).toEqual(['abort cancelled']);
  expect(attempt.ending?.reason).toBe('cancelled');
});
