import type { JsonObject } from '@fbrain/core/run/json';
import type { RunRequest } from '@fbrain/core/run/run-request';
import type { Duration } from '@fbrain/core/time/duration';
import type { TaskModule } from './task.ts';

/** Everything about an enqueued run but its task and input. */
export type EnqueueOptions = Omit<RunRequest, 'task' | 'input'>;

type LogFunction = (message: string, fields?: Record<string, unknown>) => void;

/** What a task can ask of F_BRAIN while it runs. */
export interface TaskContext {
  /** Lines of the run's log. `console.log` and its kin land there too. Long lines and too many lines are cut. */
  log: { debug: LogFunction; info: LogFunction; warn: LogFunction; error: LogFunction };
  /**
   * Says how far the work is, from 0 to 1. Only the latest value is kept, so call it as often as you like. Awaiting it
   * lets the event loop turn: in a long loop that is how a cancel can reach `signal`.
   */
  progress(fraction: number, message?: string): Promise<void>;
  /**
   * Fires when the run is cancelled, its time is up or the worker stops. Pass it on to `fetch` and friends, or call
   * `signal.throwIfAborted()` in loops. A task that returns an output all the same has succeeded.
   */
  signal: AbortSignal;
  /** Number of this attempt, 1 for the first. */
  attempt: number;
  maxAttempts: number;
  run: TaskRun;
  /**
   * The trace that the attempt belongs to, as W3C `traceparent`: send it along with requests, or hand it to the
   * OpenTelemetry SDK of the task. Null = there is no trace. `enqueue` continues it by itself.
   */
  traceparent: string | null;
  /** Ends this attempt and starts another after `delay`, without counting as a failure. Never returns: it throws. */
  snooze(delay: Duration): never;
  /**
   * The value of a stored secret that the task lists in `secrets`. It never appears in the log or the errors of the
   * attempt. Ask each time: a new value counts within 5 seconds. Rejects for one that is not listed or not there.
   */
  secret(name: string): Promise<string>;
  /** Hands F_BRAIN another run. Resolves when that is committed. */
  enqueue<Input>(task: TaskModule<Input> | string, input: Input, options?: EnqueueOptions): Promise<{ id: string }>;
}

/** The run that an attempt belongs to. */
export interface TaskRun {
  id: string;
  task: string;
  queue: string;
  tags: string[];
  metadata: JsonObject;
  createdAt: Date;
}
