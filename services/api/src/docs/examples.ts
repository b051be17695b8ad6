import type { Queue } from '@fbrain/core/queue/queue';
import type { Run } from '@fbrain/core/run/run';
import type { RunExplanation } from '@fbrain/core/run/run-explanation';
import type { ReplayRequest, RunRequest } from '@fbrain/core/run/run-request';
import type { RateLimit } from '@fbrain/core/task/rate-limit';
import type { Worker } from '@fbrain/core/worker/worker';

/** Examples of the documentation: what a reader can send and would get. */

export const RUN_ID = '019aaa7e-4b1c-7d30-9c1b-6a1f0e5d2c33';
export const REPLAY_ID = '019aaa8c-06d4-7a51-8f60-2d94c7b1e805';

export const BULK_ACTION_ID = '019aaa91-7c05-7e2a-b1f4-3d5c8e90a417';

export const SCHEDULE_ID = '019aaa95-2f6d-7b18-a3c4-5e7f1d20b936';

export const EXAMPLE_REQUEST: RunRequest = { task: 'demo.sleep', input: { seconds: 3 }, tags: ['customer-42'] };

export const EXAMPLE_RUN: Run = {
  id: RUN_ID,
  task: 'demo.sleep',
  queue: 'default',
  priority: 'normal',
  rank: 0,
  state: 'queued',
  attempt: 0,
  maxAttempts: 5,
  progress: null,
  tags: ['customer-42'],
  error: null,
  workerId: null,
  createdAt: '2026-11-22T10:00:00.000Z',
  dueAt: null,
  queuedAt: '2026-11-22T10:00:00.000Z',
  startedAt: null,
  finishedAt: null,
  cancelRequestedAt: null,
  input: { seconds: 3 },
  output: null,
  metadata: {},
  backoff: null,
  timeout: '1h',
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
};

export const EXAMPLE_ENDED_RUN: Run = {
  ...EXAMPLE_RUN,
  state: 'succeeded',
  attempt: 1,
  output: { slept: 3 },
  startedAt: '2026-11-22T10:00:00.004Z',
  finishedAt: '2026-11-22T10:00:03.007Z',
};

export const EXAMPLE_REPLAY: ReplayRequest = { input: { seconds: 5 } };

export const EXAMPLE_EXPLANATION: RunExplanation = {
  state: 'queued',
  reasons: [{ code: 'queue-paused', message: 'The queue default is paused. Resume it to go on.', queue: 'default' }],
};

export const EXAMPLE_WORKER: Worker = {
  id: '01938f3e-5c1a-7c3e-9a52-0b7f3a9d4e11',
  name: 'reports-1',
  state: 'active',
  version: '1.0.0',
  host: 'reports-1',
  pid: 7,
  queues: ['*'],
  tasks: ['report.build'],
  slots: 100,
  busySlots: 3,
  hosts: [{ pid: 21, rssBytes: 94_371_840, attempts: 3 }],
  startedAt: '2026-11-22T10:00:00.000Z',
  lastSeenAt: '2026-11-22T10:05:00.000Z',
  leader: false,
};

export const EXAMPLE_QUEUE: Queue = {
  name: 'default',
  paused: false,
  concurrency: null,
  rate: null,
  retention: null,
  scheduled: 0,
  queued: 12,
  running: 4,
  retrying: 1,
  blocked: 0,
  oldestReadySeconds: 0.4,
  workers: 2,
};

export const EXAMPLE_RATE: RateLimit = { limit: 100, per: '1s', burst: 100 };
