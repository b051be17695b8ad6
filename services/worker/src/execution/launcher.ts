import { MAX_CRASHES } from '@fbrain/core/run/conclude-attempt';
import type { ExecutableProcess } from '../executable/start-executable.ts';
import type { HttpCall } from '../http-task/start-http-call.ts';
import type { AttemptRef, HostRun } from '../task-host/protocol.ts';
import type { HostPool } from './host-pool.ts';
import type { RunningAttempt } from './running-attempt.ts';

/** Starts attempts where they belong and gives each its handle. */
export interface Launcher {
  launch(attempts: readonly RunningAttempt[]): void;
}

interface LauncherOptions {
  pool: HostPool;
  startExecutable(run: HostRun): ExecutableProcess;
  startHttpCall(run: HostRun): HttpCall;
}

export function createLauncher({ pool, startExecutable, startHttpCall }: LauncherOptions): Launcher {
  return {
    launch(attempts) {
      const together: HostRun[] = [];
      for (const attempt of attempts) {
        const run = toHostRun(attempt);
        if (attempt.task.kind !== 'module') {
          attempt.handle = handleOf(attempt.task.kind === 'http' ? startHttpCall(run) : startExecutable(run));
          continue;
        }
        attempt.handle = lazyHandle(pool, run);
        if (needsOwnHost(attempt)) pool.runAlone(run);
        else together.push(run);
      }
      if (together.length > 0) pool.run(together);
    },
  };
}

/**
 * Before its last chance a run that was on board when hosts died runs alone: if it is poison it kills nobody else, and
 * if not it outlives its neighbour (G8). Not earlier: all runs of a dead worker at once would need a process each.
 */
const needsOwnHost = ({ task, run }: RunningAttempt): boolean =>
  task.isolation === 'process' || run.crashes >= MAX_CRASHES - 1;

/** Looks for the host only when needed: nearly all attempts end by themselves. */
function lazyHandle(pool: HostPool, ref: AttemptRef): RunningAttempt['handle'] {
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

const toHostRun = ({ run, task }: RunningAttempt): HostRun => ({
  runId: run.id,
  attempt: run.attempt,
  task: run.task,
  source: task.source,
  inputJson: run.inputJson,
  maxAttempts: run.maxAttempts,
  createdAtMs: run.createdAtMs,
  tags: run.tags,
  metadataJson: JSON.stringify(run.metadata),
  queue: run.queue,
});
