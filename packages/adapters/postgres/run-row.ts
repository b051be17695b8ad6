import type { Backoff } from '@fbrain/core/retry/retry-policy';
import type { Json, JsonObject } from '@fbrain/core/run/json';
import { fromBand } from '@fbrain/core/run/priority';
import type { Run, RunError, RunSummary } from '@fbrain/core/run/run';
import type { RunState } from '@fbrain/core/run/run-state';
import { formatDuration } from '@fbrain/core/time/duration';
import { type TraceContext, traceparentOf } from '@fbrain/core/trace/trace-context';
import type { Queryable } from './connection.ts';

export interface SummaryRow {
  id: string;
  task: string;
  queue: string;
  band: number;
  rank: number;
  state: RunState;
  attempt: number;
  maxAttempts: number;
  progress: number | null;
  progressMessage: string | null;
  tags: string[];
  errorKind: RunError['kind'] | null;
  errorMessage: string | null;
  workerId: string | null;
  createdAt: Date;
  dueAt: Date;
  queuedAt: Date | null;
  startedAt: Date | null;
  finishedAt: Date | null;
  cancelRequestedAt: Date | null;
}

export interface RunRow extends SummaryRow {
  input: Json;
  output: Json;
  error: RunError | null;
  metadata: JsonObject;
  backoff: Backoff | null;
  timeoutMs: number | null;
  deadlineAt: Date | null;
  expiresAt: Date | null;
  concurrencyKey: string | null;
  uniqueKey: string | null;
  idempotencyKey: string | null;
  parentId: string | null;
  replayOf: string | null;
  scheduleId: string | null;
  slotAt: Date | null;
  traceContext: TraceContext | null;
}

/** Columns of a summary; both tables have them but for finished_at, which an unfinished run lacks. */
export const summaryColumns = (sql: Queryable) => sql`
  id, task, queue, band, rank, state, attempt, max_attempts, progress, progress_message, tags,
  error ->> 'kind' as error_kind, error ->> 'message' as error_message,
  worker_id, created_at, due_at, queued_at, started_at, cancel_requested_at`;

export const detailColumns = (sql: Queryable) => sql`
  input, error, metadata, backoff, timeout_ms, deadline_at, expires_at, concurrency_key, unique_key, idempotency_key,
  parent_id, replay_of, schedule_id, slot_at, trace_context`;

export function toRunSummary(row: SummaryRow): RunSummary {
  return {
    id: row.id,
    task: row.task,
    queue: row.queue,
    priority: fromBand(row.band),
    rank: row.rank,
    state: row.state,
    attempt: row.attempt,
    maxAttempts: row.maxAttempts,
    progress: row.progress === null ? null : { fraction: row.progress, message: row.progressMessage },
    tags: row.tags,
    error: row.errorKind === null ? null : { kind: row.errorKind, message: row.errorMessage ?? '' },
    workerId: row.workerId,
    createdAt: row.createdAt.toISOString(),
    dueAt: row.dueAt.toISOString(),
    queuedAt: toIso(row.queuedAt),
    startedAt: toIso(row.startedAt),
    finishedAt: toIso(row.finishedAt),
    cancelRequestedAt: toIso(row.cancelRequestedAt),
  };
}

export function toRun(row: RunRow): Run {
  return {
    ...toRunSummary(row),
    input: row.input,
    output: row.output,
    error: row.error,
    metadata: row.metadata,
    backoff: row.backoff,
    timeout: row.timeoutMs === null ? null : formatDuration(row.timeoutMs),
    deadlineAt: toIso(row.deadlineAt),
    expiresAt: toIso(row.expiresAt),
    concurrencyKey: row.concurrencyKey,
    uniqueKey: row.uniqueKey,
    idempotencyKey: row.idempotencyKey,
    parentId: row.parentId,
    replayOf: row.replayOf,
    scheduleId: row.scheduleId,
    slotAt: toIso(row.slotAt),
    traceparent: row.traceContext === null ? null : traceparentOf(row.traceContext),
  };
}

const toIso = (date: Date | null): string | null => date?.toISOString() ?? null;
