import type { Retention } from '../retention/retention.ts';
import type { RetryPolicy } from '../retry/retry-policy.ts';
import type { Json, JsonObject } from '../run/json.ts';
import type { DeclaredSchedule } from '../schedule/declared-schedule.ts';
import type { TaskStats } from '../stats/stats.ts';
import type { Duration } from '../time/duration.ts';
import type { Concurrency } from './concurrency.ts';
import type { TaskRate } from './rate-limit.ts';

/** A JSON Schema (draft 2020-12 or draft-07) as plain JSON. */
export type JsonSchema = JsonObject;

/**
 * `module`: TypeScript loaded into a task host. `executable`: any program, started once per attempt. `http`: a URL,
 * called once per attempt.
 */
export const TASK_KINDS = ['module', 'executable', 'http'] as const;
export type TaskKind = (typeof TASK_KINDS)[number];

/**
 * `shared`: many runs at a time in one host. `process`: one host per run. Executables are always `process`, http tasks
 * always `shared`.
 */
export type Isolation = 'shared' | 'process';

/** A named kind of work, as a worker registers it and the API shows it. */
export interface TaskDefinition {
  name: string;
  kind: TaskKind;
  description: string | null;
  /** File below TASKS_DIR. */
  source: string;
  inputSchema: JsonSchema;
  outputSchema: JsonSchema | null;
  /** Inputs a person can start with; shown in the form and the docs. */
  examples: Json[];
  queue: string;
  retry: RetryPolicy;
  /** Milliseconds an attempt may take, null = no limit. */
  timeoutMs: number | null;
  isolation: Isolation;
  /** How many of its runs may run at once, null = no limit but the workers' slots. */
  concurrency: Concurrency | null;
  /** How many of its runs may start within a time, null = no limit. */
  rate: TaskRate | null;
  /** Names of the stored secrets that it may read; left out = none. */
  secrets?: readonly string[];
  /** Declared beside the task. Only a worker's own definitions have them: then they are schedules like others. */
  schedules?: readonly DeclaredSchedule[];
}

/** A task as the API shows it. */
export interface TaskInfo extends Omit<TaskDefinition, 'timeoutMs' | 'schedules'> {
  timeout: Duration | null;
  /** Of its finished runs; null = what is set for the queue, or for all. */
  retention: Retention | null;
  /** Active workers that can run it. */
  workers: number;
}

/** A task, and how its runs went within the last day. */
export interface TaskDetail extends TaskInfo {
  stats: TaskStats;
}

/** A task file that could not be registered, and why. Shown in `GET /tasks` and in the log. */
export interface TaskProblem {
  /** File below TASKS_DIR. */
  source: string;
  message: string;
}

/** Queue of tasks and runs that name none. */
export const DEFAULT_QUEUE = 'default';

/** An attempt of a task that sets no timeout may take this long: an hour is a stuck call, not work. */
export const DEFAULT_TIMEOUT_MS = 3_600_000;
