import type { Database } from '@fbrain/adapters/postgres/connection';
import { createRunClaimer, type RunClaimer } from '@fbrain/adapters/postgres/run-claim-store';
import type { AttemptEnd } from '@fbrain/adapters/postgres/run-finish-store';
import { insertRuns } from '@fbrain/adapters/postgres/run-insert-store';
import { registerTasks } from '@fbrain/adapters/postgres/task-store';
import { registerWorker } from '@fbrain/adapters/postgres/worker-store';
import type { ClaimedRun } from '@fbrain/core/run/claimed-run';
import type { Conclusion } from '@fbrain/core/run/conclude-attempt';
import type { NewRun } from '@fbrain/core/run/run-request';
import type { TaskDefinition } from '@fbrain/core/task/task';
import { testDefinition } from '@fbrain/core/task/test-definition';

/** A run that is ready now, with everything at its default. */
export function newRun(changes: Partial<NewRun> = {}): NewRun {
  const nowMs = Date.now();
  return {
    id: Bun.randomUUIDv7(),
    task: 'noop',
    queue: 'default',
    band: 1,
    rank: 0,
    state: 'queued',
    inputJson: '{"n":1}',
    maxAttempts: 3,
    backoff: null,
    timeoutMs: null,
    createdAtMs: nowMs,
    dueAtMs: nowMs,
    expiresAtMs: null,
    deadlineAtMs: null,
    tags: [],
    metadata: {},
    concurrencyKey: null,
    rateKey: null,
    parentId: null,
    idempotencyKey: null,
    uniqueKey: null,
    replayOf: null,
    scheduleId: null,
    slotAtMs: null,
    traceContext: null,
    ...changes,
  };
}

/** Inserts runs and answers them. */
export async function givenRuns(sql: Database, ...changes: Partial<NewRun>[]): Promise<NewRun[]> {
  const runs = changes.map((change) => newRun(change));
  await insertRuns(sql, runs);
  return runs;
}

/** Registers a task that may have limits. */
export async function givenLimitedTask(
  sql: Database,
  { concurrency = null, rate = null }: Partial<Pick<TaskDefinition, 'concurrency' | 'rate'>>,
  name = 'noop',
): Promise<void> {
  await registerTasks(sql, [testDefinition({ name, concurrency, rate })]);
}

export interface TestWorker {
  id: string;
  claimer: RunClaimer;
}

/** A registered worker that runs `shared` tasks in shared hosts and `process` tasks in processes of their own. */
export async function givenWorker(
  sql: Database,
  {
    shared = ['noop'],
    process = [],
    leaseMs = 60_000,
  }: { shared?: string[]; process?: string[]; leaseMs?: number } = {},
): Promise<TestWorker> {
  const id = Bun.randomUUIDv7();
  await registerWorker(sql, {
    id,
    name: `worker ${id}`,
    version: '0',
    host: 'here',
    pid: 1,
    queues: ['*'],
    slots: 10,
    processSlots: 10,
    leaseMs,
  });
  return { id, claimer: createRunClaimer({ sql, workerId: id, tasks: () => ({ shared, process }) }) };
}

/** The end of an attempt, a success unless told otherwise. */
export function endOf(
  run: Pick<ClaimedRun, 'id' | 'attempt'>,
  conclusion: Conclusion = { state: 'succeeded', attemptState: 'succeeded', outputJson: '{"ok":true}' },
): AttemptEnd {
  return { runId: run.id, attempt: run.attempt, conclusion, isCrash: false };
}

export const retryIn = (delayMs: number): Conclusion => ({
  state: 'retrying',
  attemptState: 'failed',
  error: { kind: 'exception', message: 'boom' },
  delayMs,
});

/** Enough for any claim of a test. */
export const MANY = { limit: 100, processLimit: 100 };
