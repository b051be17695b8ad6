import type { AttemptResult } from '@fbrain/core/run/attempt-result';
import type { LogLevel } from '@fbrain/core/run/run';
import type { RunRequest } from '@fbrain/core/run/run-request';
import type { TaskDefinition, TaskProblem } from '@fbrain/core/task/task';
import type { TraceContext } from '@fbrain/core/trace/trace-context';

/**
 * What supervisor and task host say to each other over IPC. Everything travels in batches: one message per turn of
 * the event loop, whatever happened in it. Payloads are JSON text: the supervisor never parses them.
 */

/** One attempt, named by run and fence. */
export interface AttemptRef {
  runId: string;
  attempt: number;
}

export interface HostRun extends AttemptRef {
  task: string;
  /** File below TASKS_DIR that declares the task. */
  source: string;
  inputJson: string;
  maxAttempts: number;
  createdAtMs: number;
  tags: string[];
  metadataJson: string;
  queue: string;
  /** The attempt as a part of its trace; absent = it has none. */
  traceContext?: TraceContext;
}

export type AbortReason = 'cancelled' | 'timeout' | 'stopping';

export type ToHost =
  | { type: 'start'; runs: HostRun[] }
  | { type: 'abort'; attempts: AttemptRef[]; reason: AbortReason }
  | { type: 'reply'; requestId: number; ok: true; value: unknown }
  | { type: 'reply'; requestId: number; ok: false; message: string; code: string }
  /** Say that the event loop turns. */
  | { type: 'ask' }
  /** Exit when the last attempt has ended. */
  | { type: 'drain' };

export interface HostLogLine extends AttemptRef {
  atMs: number;
  level: LogLevel;
  message: string;
  fieldsJson: string | null;
}

export interface HostProgress extends AttemptRef {
  fraction: number;
  message: string | null;
}

export interface HostResult extends AttemptRef {
  result: AttemptResult;
}

export interface HostReport {
  type: 'report';
  results: HostResult[];
  logs: HostLogLine[];
  progress: HostProgress[];
}

export type FromHost =
  | { type: 'ready'; tasks: TaskDefinition[]; problems: TaskProblem[] }
  | { type: 'alive' }
  | HostReport
  | (AttemptRef & { type: 'request'; requestId: number } & Question);

/** What task code may ask of the supervisor. */
export type Question = { method: 'enqueue'; params: RunRequest } | { method: 'secret'; params: { name: string } };
