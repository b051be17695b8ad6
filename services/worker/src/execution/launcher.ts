import type { AttemptResult } from '@fbrain/core/run/attempt-result';
import { MAX_CRASHES } from '@fbrain/core/run/conclude-attempt';
import type { ExecutableProcess } from '../executable/start-executable.ts';
import type { HttpCall } from '../http-task/start-http-call.ts';
import type { AttemptRef, HostRun } from '../task-host/protocol.ts';
import { runError } from '../task-host/run-error.ts';
import type { HostPool } from './host-pool.ts';
import type { RunningAttempt } from './running-attempt.ts';

/** Starts attempts where they belong and gives each its handle. Never throws: one that cannot start ends. */
export interface Launcher {
  launch(attempts: readonly RunningAttempt[]): void;
}

export interface LauncherOptions {
  pool: Pick<HostPool, 'run' | 'runAlone' | 'handleOf'>;
  /** null = the task went with a reload since the claim. */
  startExecutable(run: HostRun, secrets: ReadonlyMap<string, string>): ExecutableProcess | null;
  startHttpCall(run: HostRun, secrets: ReadonlyMap<string, string>): HttpCall | null;
  /** The input of an attempt as JSON text, its secrets in clear. Throws UnreadableSecretError. */
  openInput(attempt: RunningAttempt): string;
  /** Stored secrets that a program or http task is started with. */
  givenTo(ref: AttemptRef): ReadonlyMap<string, string>;
  /** An attempt ended because it could not be started. */
  onFailed(ref: AttemptRef, result: AttemptResult): void;
}

const TASK_IS_GONE: AttemptResult = { kind: 'released', reason: 'The task is no longer loaded on this worker.' };

export function createLauncher(options: LauncherOptions): Launcher {
  const { pool, startExecutable, startHttpCall, openInput, onFailed } = options;
  const startOwn = (attempt: RunningAttempt, run: HostRun): void => {
    if (attempt.task.kind === 'module') {
      pool.runAlone(run);
      return;
    }
    const secrets = options.givenTo(run);
    const work = attempt.task.kind === 'http' ? startHttpCall(run, secrets) : startExecutable(run, secrets);
    if (work) attempt.handle = handleOf(work);
    else onFailed(run, TASK_IS_GONE);
  };
  return {
    launch(attempts) {
      const together: HostRun[] = [];
      for (const attempt of attempts) {
        const run = tryOpen(attempt, openInput, onFailed);
        if (run === null) continue;
        attempt.handle = lazyHandle(pool, run);
        if (attempt.task.kind === 'module' && !needsOwnHost(attempt)) {
          together.push(run);
          continue;
        }
        try {
          startOwn(attempt, run);
        } catch (error) {
          onFailed(run, couldNotStart(error));
        }
      }
      if (together.length > 0) pool.run(together);
    },
  };
}

/** Null = its secrets cannot be read, and it has failed with the reason. A retry may find the right key. */
function tryOpen(
  attempt: RunningAttempt,
  openInput: LauncherOptions['openInput'],
  onFailed: LauncherOptions['onFailed'],
): HostRun | null {
  try {
    return toHostRun(attempt, openInput(attempt));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const ref = { runId: attempt.run.id, attempt: attempt.run.attempt };
    onFailed(ref, { kind: 'failed', error: runError('exception', message) });
    return null;
  }
}

/** A failure, not a release: where the cause lasts, the retry's backoff keeps the run from coming back at once. */
function couldNotStart(error: unknown): AttemptResult {
  const reason = error instanceof Error ? error.message : String(error);
  const hint = "Check the worker's TASKS_DIR and its limits of processes and open files.";
  return { kind: 'failed', error: runError('exception', `The attempt could not be started: ${reason}. ${hint}`) };
}

/**
 * Before its last chance a run that was on board when hosts died runs alone: if it is poison it kills nobody else, and
 * if not it outlives its neighbour (G8). Not earlier: all runs of a dead worker at once would need a process each.
 */
const needsOwnHost = ({ task, run }: RunningAttempt): boolean =>
  task.isolation === 'process' || run.crashes >= MAX_CRASHES - 1;

/** Looks for the host only when needed: nearly all attempts end by themselves. */
function lazyHandle(pool: LauncherOptions['pool'], ref: AttemptRef): RunningAttempt['handle'] {
  return {
    abort: (reason) => pool.handleOf(ref).abort(reason),
    terminate: () => pool.handleOf(ref).terminate(),
    kill: () => pool.handleOf(ref).kill(),
  };
}

const handleOf = (work: ExecutableProcess | HttpCall): RunningAttempt['handle'] => ({
  abort: () => work.abort(),
  terminate: () => work.abort(),
  kill: () => work.kill(),
});

const toHostRun = ({ run, task, span }: RunningAttempt, inputJson: string): HostRun => ({
  runId: run.id,
  attempt: run.attempt,
  task: run.task,
  source: task.source,
  inputJson,
  maxAttempts: run.maxAttempts,
  createdAtMs: run.createdAtMs,
  tags: run.tags,
  metadataJson: JSON.stringify(run.metadata),
  queue: run.queue,
  ...(span.context !== null && { traceContext: span.context }),
});
