import { formatDuration } from '../time/duration.ts';
import { traceparentOf } from '../trace/trace-context.ts';
import type { Json } from './json.ts';
import { fromBand } from './priority.ts';
import type { Run } from './run.ts';
import type { NewRun } from './run-request.ts';

/** The run that an insert of `created` has made, without reading it back. */
export function acceptedRun(created: NewRun, input: Json): Run {
  const createdAt = toIso(created.createdAtMs);
  return {
    id: created.id,
    task: created.task,
    queue: created.queue,
    priority: fromBand(created.band),
    rank: created.rank,
    state: created.state,
    attempt: 0,
    maxAttempts: created.maxAttempts,
    progress: null,
    tags: created.tags,
    error: null,
    workerId: null,
    createdAt,
    dueAt: toIso(created.dueAtMs),
    queuedAt: created.state === 'queued' ? createdAt : null,
    startedAt: null,
    finishedAt: null,
    cancelRequestedAt: null,
    input,
    output: null,
    metadata: created.metadata,
    backoff: created.backoff,
    timeout: created.timeoutMs === null ? null : formatDuration(created.timeoutMs),
    deadlineAt: created.deadlineAtMs === null ? null : toIso(created.deadlineAtMs),
    expiresAt: created.expiresAtMs === null ? null : toIso(created.expiresAtMs),
    concurrencyKey: created.concurrencyKey,
    uniqueKey: created.uniqueKey,
    idempotencyKey: created.idempotencyKey,
    parentId: created.parentId,
    replayOf: created.replayOf,
    scheduleId: created.scheduleId,
    slotAt: created.slotAtMs === null ? null : toIso(created.slotAtMs),
    traceparent: created.traceContext === null ? null : traceparentOf(created.traceContext),
  };
}

const toIso = (ms: number): string => new Date(ms).toISOString();
