import type { JsonObject } from '@fbrain/core/run/json';
import { traceparentOf } from '@fbrain/core/trace/trace-context';
import type { TaskContext } from 'f-brain/task/task-context';
import { Snooze } from 'f-brain/task/task-errors';
import { boundedText } from './bounded-text.ts';
import type { LazyAbort } from './lazy-abort.ts';
import type { HostRun } from './protocol.ts';
import type { Reporter } from './reporter.ts';
import type { RunningAttempt } from './start-attempt.ts';
import type { SupervisorRequests } from './supervisor-requests.ts';

interface ContextParts {
  attempt: RunningAttempt;
  abort: LazyAbort;
  isEnded(): boolean;
  reporter: Reporter;
  requests: SupervisorRequests;
}

/** The `ctx` of one attempt. */
export function createContext(
  run: HostRun,
  { attempt, abort, isEnded, reporter, requests }: ContextParts,
): TaskContext {
  return {
    log: {
      debug: (message, fields) => attempt.log('debug', message, fields),
      info: (message, fields) => attempt.log('info', message, fields),
      warn: (message, fields) => attempt.log('warn', message, fields),
      error: (message, fields) => attempt.log('error', message, fields),
    },
    progress: (fraction, message) => {
      if (typeof fraction !== 'number' || Number.isNaN(fraction)) {
        throw new TypeError(`ctx.progress takes a number from 0 to 1, got ${Bun.inspect(fraction)}`);
      }
      const shown = message === undefined ? null : boundedText(String(message), 1_000);
      if (!isEnded()) reporter.progress(attempt, { fraction: Math.min(Math.max(fraction, 0), 1), message: shown });
      return reporter.flushed();
    },
    get signal() {
      return abort.signal();
    },
    attempt: run.attempt,
    maxAttempts: run.maxAttempts,
    get run() {
      return {
        id: run.runId,
        task: run.task,
        queue: run.queue,
        tags: run.tags,
        metadata: JSON.parse(run.metadataJson) as JsonObject,
        createdAt: new Date(run.createdAtMs),
      };
    },
    traceparent: run.traceContext === undefined ? null : traceparentOf(run.traceContext),
    snooze: (delay) => {
      throw new Snooze(delay);
    },
    secret: async (name) => {
      if (typeof name !== 'string') throw new TypeError(`ctx.secret takes a name, got ${Bun.inspect(name)}`);
      return (await requests.send(attempt, { method: 'secret', params: { name } })) as string;
    },
    enqueue: async (task, input, options) => {
      if (isEnded()) throw new Error('This attempt has ended and can enqueue nothing more.');
      const name = typeof task === 'string' ? task : task.name;
      // As JSON and back: what is not JSON must fail here, not inside the supervisor.
      const request = JSON.parse(JSON.stringify({ ...options, task: name, input }));
      return (await requests.send(attempt, { method: 'enqueue', params: request })) as { id: string };
    },
  };
}
