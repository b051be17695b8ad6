import { afterEach, expect, jest, test } from 'bun:test';
import { silentLogger } from '@fbrain/adapters/logging/logger';
import type { AttemptEnd } from '@fbrain/adapters/postgres/run-finish-store';
import { NO_SPAN } from '@fbrain/adapters/tracing/tracer';
import type { Backoff } from '@fbrain/core/retry/retry-policy';
import type { ClaimedRun } from '@fbrain/core/run/claimed-run';
import type { TaskDefinition } from '@fbrain/core/task/task';
import type { ClaimRequest } from '@fbrain/core/transport/transport';
import { Executor, type ExecutorOptions } from './executor.ts';

const run = {
  ...{ id: 'r', task: 'noop', queue: 'default', attempt: 1, maxAttempts: 2, failures: 0, crashes: 0 },
  ...{ backoff: null, timeoutMs: null, deadlineAtMs: null },
} as unknown as ClaimedRun;

const fixed = (initial: string): Backoff => ({ kind: 'fixed', initial, max: '10m', jitter: 0 });

/** An executor with one run to claim, whose ends are written when the test says so. */
function setup(claimed: ClaimedRun = run) {
  const written = Promise.withResolvers<boolean>();
  const backlog = { pending: 0, claims: 0 };
  const ready = [claimed];
  const ends: AttemptEnd[] = [];
  const running: unknown[] = [];
  const outage = { isOn: false };
  const executor = new Executor({
    source: {
      claim: async (request: ClaimRequest) => {
        backlog.claims++;
        running.push(Object.fromEntries(request.running ?? []));
        if (outage.isOn) throw new Error('The database is away.');
        return ready.splice(0);
      },
    },
    finisher: {
      finish: (end: AttemptEnd) => {
        ends.push(end);
        return written.promise;
      },
      get pending() {
        return backlog.pending;
      },
    },
    launcher: { launch: () => {} },
    findTask: () => ({ timeoutMs: null, retry: { backoff: fixed('1s') } }) as TaskDefinition,
    clock: { now: () => 0 },
    startSpan: () => NO_SPAN,
    journal: { started: () => {}, ended: () => {} },
    slots: 10,
    processSlots: 0,
    onStarted: () => {},
    onEnded: () => {},
    logger: silentLogger,
  } as unknown as ExecutorOptions);
  return { executor, written, backlog, outage, ends, running };
}

afterEach(() => {
  jest.useRealTimers();
});

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('a worker with too many unwritten ends claims nothing, and goes on by itself once they are written', async () => {
  const { executor, written, backlog } = setup();
  executor.pump();
  await turn();
  const claims = backlog.claims;
  backlog.pending = 100_000;
  executor.onResult({ runId: 'r', attempt: 1 }, { kind: 'succeeded', outputJson: '1' });
  await turn();
  expect(backlog.claims).toBe(claims);
  backlog.pending = 0;
  written.resolve(true);
  await turn();
  expect(backlog.claims).toBeGreaterThan(claims);
  executor.close();
});

test('each claim says how many runs of which queue execute', async () => {
  const { executor, running } = setup();
  executor.pump();
  await turn();
  executor.onResult({ runId: 'r', attempt: 1 }, { kind: 'succeeded', outputJson: '1' });
  await turn();
  expect(running).toEqual([{}, { default: 1 }, {}]);
  executor.close();
});

test('however often a worker is woken during an outage, it asks again by itself once in half a second', async () => {
  const { executor, backlog, outage } = setup();
  outage.isOn = true;
  jest.useFakeTimers();
  const pass = async (ms: number, wake: () => void) => {
    for (let passedMs = 0; passedMs < ms; passedMs += 5) {
      wake();
      await settled();
      jest.advanceTimersByTime(5);
    }
    await settled();
  };
  await pass(1_000, executor.pump);
  const before = backlog.claims;
  await pass(1_500, () => {});
  expect(backlog.claims - before).toBe(3);
  outage.isOn = false;
  jest.advanceTimersByTime(500);
  await settled();
  expect(executor.running.size).toBe(1);
  executor.close();
});

test('a run that has a backoff of its own waits by that, any other as its task says', async () => {
  for (const [backoff, delayMs] of [[fixed('3s'), 3_000] as const, [null, 1_000] as const]) {
    const { executor, ends } = setup({ ...run, backoff });
    executor.pump();
    await turn();
    executor.onResult({ runId: 'r', attempt: 1 }, { kind: 'failed', error: { kind: 'exception', message: 'boom' } });
    await turn();
    expect(ends).toMatchObject([{ conclusion: { state: 'retrying', delayMs } }]);
    executor.close();
  }
});

/** Lets all promises that wait for nothing be settled, whatever the timers are. */
async function settled(): Promise<void> {
  for (let turns = 0; turns < 20; turns++) await Promise.resolve();
}
