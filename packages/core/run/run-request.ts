import type { Backoff } from '../retry/retry-policy.ts';
import type { TraceContext } from '../trace/trace-context.ts';
import type { Json, JsonObject } from './json.ts';
import type { Priority } from './priority.ts';

/** What an application asks for: the body of `POST /runs`. Durations are texts such as "30s". */
export interface RunRequest {
  task: string;
  input?: Json;
  queue?: string;
  priority?: Priority;
  rank?: number;
  /** Start not before this ISO 8601 instant. Excludes `delay`. */
  runAt?: string;
  delay?: string;
  /** Do not start after this instant. Excludes `ttl`. */
  expiresAt?: string;
  ttl?: string;
  maxAttempts?: number;
  /** How long to wait between attempts; what it leaves out is the task's. */
  backoff?: Partial<Backoff>;
  timeout?: string;
  /** The run must have ended by then, all attempts included. */
  deadline?: string;
  tags?: string[];
  metadata?: JsonObject;
  /** Counts against the concurrency limit of the task under this key instead of the one in the input. */
  concurrencyKey?: string;
  /** Same key within 24 hours = same run. */
  idempotencyKey?: string;
  /** At most one unfinished run has it: a request made meanwhile gets that run. */
  uniqueKey?: string;
}

/** What a replay changes about the run it repeats: the body of `POST /runs/:id/replay`. */
export type ReplayRequest = Omit<RunRequest, 'task'>;

/** A request checked and completed, ready to be inserted. Times are instants in milliseconds since the epoch. */
export interface NewRun {
  id: string;
  task: string;
  queue: string;
  band: number;
  rank: number;
  /** `blocked`: it may start only after the earlier runs of its schedule. */
  state: 'queued' | 'scheduled' | 'blocked';
  /** The input as JSON text: it is parsed once by the API and never again before the task host. */
  inputJson: string;
  maxAttempts: number;
  /** Null = as the task says. */
  backoff: Backoff | null;
  timeoutMs: number | null;
  createdAtMs: number;
  dueAtMs: number;
  expiresAtMs: number | null;
  deadlineAtMs: number | null;
  tags: string[];
  metadata: JsonObject;
  /** Name under which the run counts against its task's concurrency limit, null = none. */
  concurrencyKey: string | null;
  /** Name under which the run counts against its task's rate limit, null = that of the task. */
  rateKey: string | null;
  parentId: string | null;
  idempotencyKey: string | null;
  uniqueKey: string | null;
  /** The run that this one repeats. */
  replayOf: string | null;
  /** The schedule that fired it, and the slot; no slot = somebody fired it by hand. */
  scheduleId: string | null;
  slotAtMs: number | null;
  traceContext: TraceContext | null;
}
