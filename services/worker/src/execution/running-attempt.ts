import type { Span } from '@fbrain/adapters/tracing/tracer';
import type { AttemptResult } from '@fbrain/core/run/attempt-result';
import type { ClaimedRun } from '@fbrain/core/run/claimed-run';
import type { TaskDefinition } from '@fbrain/core/task/task';
import type { Clock } from '@fbrain/core/time/clock';
import { formatDuration } from '@fbrain/core/time/duration';
import type { AbortReason } from '../task-host/protocol.ts';

/** Why the supervisor ends an attempt; the task host knows a deadline as a timeout. */
export type EndReason = AbortReason | 'deadline';

/** How an attempt that must end is made to, in rising order (G10). */
export interface AttemptHandle {
  /** Asks: abort signal for a module, SIGTERM for an executable, the end of the connection for an http task. */
  abort(reason: AbortReason): void;
  terminate(): void;
  kill(): void;
}

/** One attempt that executes now. Instants are monotonic (`performance.now()`). */
export interface RunningAttempt {
  readonly run: ClaimedRun;
  readonly task: TaskDefinition;
  readonly startedAtMs: number;
  /** When it must have ended, and why. */
  readonly limit: { atMs: number; reason: 'timeout' | 'deadline' } | null;
  handle: AttemptHandle | null;
  /** Set once it was asked to end. */
  ending: { reason: EndReason; askedAtMs: number; stage: 'asked' | 'terminated' | 'killed' } | null;
  /** Its part of the trace of the run. */
  readonly span: Span;
  /** The write of its latest log lines: they are visible before its end is. */
  logsWritten: Promise<void> | null;
}

/** What the end of an attempt means once the supervisor has asked it to end. A success is a success, however late. */
export function resultOfEnded(attempt: RunningAttempt, raw: AttemptResult): AttemptResult {
  if (attempt.ending === null || raw.kind === 'succeeded') return raw;
  switch (attempt.ending.reason) {
    case 'cancelled':
      return { kind: 'cancelled', error: { kind: 'cancelled', message: 'The run was cancelled while it ran.' } };
    case 'stopping':
      return { kind: 'released', reason: 'The worker stopped before the attempt had ended.' };
    case 'deadline':
      return { kind: 'failed', error: { kind: 'deadline', message: 'The deadline of the run passed while it ran.' } };
    case 'timeout': {
      const allowed = formatDuration((attempt.limit?.atMs ?? attempt.startedAtMs) - attempt.startedAtMs);
      return {
        kind: 'failed',
        error: { kind: 'timeout', message: `The attempt took longer than its timeout of ${allowed}.` },
      };
    }
  }
}

/** An attempt that is about to execute. Its limit is the nearer of its timeout and the deadline of the run. */
export function toRunningAttempt(
  run: ClaimedRun,
  task: TaskDefinition,
  { clock, startSpan }: { clock: Clock; startSpan(run: ClaimedRun): Span },
): RunningAttempt {
  const nowMs = performance.now() + run.startInMs;
  const timeoutMs = run.timeoutMs ?? task.timeoutMs ?? Number.POSITIVE_INFINITY;
  const untilDeadlineMs = run.deadlineAtMs === null ? Number.POSITIVE_INFINITY : run.deadlineAtMs - clock.now();
  const allowedMs = Math.min(timeoutMs, untilDeadlineMs);
  const reason = untilDeadlineMs < timeoutMs ? 'deadline' : 'timeout';
  return {
    run,
    task,
    startedAtMs: nowMs,
    limit: Number.isFinite(allowedMs) ? { atMs: nowMs + allowedMs, reason } : null,
    handle: null,
    ending: null,
    span: startSpan(run),
    logsWritten: null,
  };
}
