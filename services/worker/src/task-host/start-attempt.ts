import type { AttemptResult } from '@fbrain/core/run/attempt-result';
import type { TaskContext } from 'f-brain/task/task-context';
import { PermanentError, RetryError, Snooze } from 'f-brain/task/task-errors';
import { createAttemptLog, type WriteLog } from './attempt-log.ts';
import { createContext } from './create-context.ts';
import { currentAttempt } from './current-attempt.ts';
import { encodeOutput } from './encode-output.ts';
import type { HostSettings } from './host-settings.ts';
import { invalidInput } from './invalid-input.ts';
import { createLazyAbort, type LazyAbort } from './lazy-abort.ts';
import type { LoadedTask } from './load-task-file.ts';
import type { AbortReason, AttemptRef, HostRun } from './protocol.ts';
import type { Reporter } from './reporter.ts';
import { toRunError } from './run-error.ts';
import type { SupervisorRequests } from './supervisor-requests.ts';

/** An attempt on its way. */
export interface RunningAttempt extends AttemptRef {
  /** File below TASKS_DIR whose code it runs. */
  source: string;
  log: WriteLog;
  abort(reason: AbortReason): void;
  /** Ends it with an error that was thrown where no await could see it. */
  fail(thrown: unknown): void;
}

export interface AttemptServices {
  settings: HostSettings;
  reporter: Reporter;
  requests: SupervisorRequests;
  onEnd(attempt: RunningAttempt): void;
}

/** Starts an attempt. Its one result goes to the reporter, then `onEnd` is called; what comes later is dropped. */
export function startAttempt(run: HostRun, task: LoadedTask | undefined, services: AttemptServices): RunningAttempt {
  const { settings, reporter, onEnd } = services;
  const ref: AttemptRef = { runId: run.runId, attempt: run.attempt };
  const abort = createLazyAbort();
  const log = createAttemptLog(ref, settings.logLimitBytes, reporter.log);
  let isEnded = false;

  const end = (result: AttemptResult) => {
    if (isEnded) return;
    isEnded = true;
    reporter.result({ ...ref, result });
    onEnd(attempt);
  };
  const attempt: RunningAttempt = {
    ...ref,
    source: run.source,
    log: (level, message, fields) => {
      if (!isEnded) log(level, message, fields);
    },
    abort: abort.abort,
    fail: (thrown) => end(toFailure(thrown)),
  };
  const context = createContext(run, { attempt, abort, isEnded: () => isEnded, ...services });
  void currentAttempt.run(attempt, () => execute(run, task, { context, abort, settings }).then(end));
  return attempt;
}

interface Execution {
  context: TaskContext;
  abort: LazyAbort;
  settings: HostSettings;
}

/** Runs the task to its end. Never rejects: a throw becomes data here and nowhere else. */
async function execute(run: HostRun, task: LoadedTask | undefined, execution: Execution): Promise<AttemptResult> {
  try {
    if (!task) throw new Error(`Task "${run.task}" was not loaded from ${run.source}; see the problems in GET /tasks.`);
    const input: unknown = JSON.parse(run.inputJson);
    const faults = task.validateInput(input);
    if (faults.length > 0) return invalidInput(faults);
    const output: unknown = await task.run(input, execution.context);
    // A task that has its output has done its work, abort or not. One that just returned because of its signal has not.
    if (output === undefined) execution.abort.throwIfAborted();
    return encodeOutput(output, { limitBytes: execution.settings.outputLimitBytes, validate: task.validateOutput });
  } catch (thrown) {
    return toFailure(thrown);
  }
}

function toFailure(thrown: unknown): AttemptResult {
  try {
    return readFailure(thrown);
  } catch {
    // Even `instanceof` runs code of a hostile Proxy.
    return { kind: 'failed', error: toRunError(thrown) };
  }
}

function readFailure(thrown: unknown): AttemptResult {
  if (thrown instanceof Snooze) return { kind: 'snoozed', delayMs: thrown.delayMs };
  const error = toRunError(thrown, thrown instanceof PermanentError ? 'permanent' : 'exception');
  const retryAfterMs = thrown instanceof RetryError ? thrown.retryAfterMs : undefined;
  return { kind: 'failed', error, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}
