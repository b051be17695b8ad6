import type { Backoff } from '../retry/retry-policy.ts';
import type { TraceContext } from '../trace/trace-context.ts';
import type { JsonObject } from './json.ts';

/** A run that this worker holds the lease of: what the execution needs to know. */
export interface ClaimedRun {
  id: string;
  task: string;
  queue: string;
  /** Of its priority: 0 high, 1 normal, 2 low. */
  band: number;
  /** The fence. */
  attempt: number;
  maxAttempts: number;
  /** Null = as its task says. */
  backoff: Backoff | null;
  /** Attempts that failed before this one: the backoff counts them. */
  failures: number;
  /** Attempts in a row that ended with the death of their host or worker. */
  crashes: number;
  /** JSON text, passed on unparsed. */
  inputJson: string;
  timeoutMs: number | null;
  deadlineAtMs: number | null;
  createdAtMs: number;
  /** From ready to claimed. */
  waitedMs: number;
  tags: string[];
  metadata: JsonObject;
  traceContext: TraceContext | null;
  /** Names of the limits that it counts against, none for most runs. */
  limits: readonly string[];
  /** It must not start earlier: a rate limit gave it an instant that is some milliseconds ahead. */
  startInMs: number;
}
