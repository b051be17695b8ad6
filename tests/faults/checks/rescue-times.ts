import type { Strike } from '../faults/injector.ts';
import type { Execution } from './executions.ts';

/** A worker that a fault has just killed or suspended. */
export interface WorkerLoss {
  pid: number;
  atMs: number;
}

export interface RescueTimes {
  /** Milliseconds from the loss of the worker to the next execution of its run, sorted. */
  all: number[];
  /** Those during which nothing but processes suffered: the promise of G5 is about these. */
  undisturbed: number[];
}

/** Times every run that was executing on a worker when a fault took that away. */
export function rescueTimes(
  losses: readonly WorkerLoss[],
  executions: ReadonlyMap<string, readonly Execution[]>,
  strikes: readonly Strike[],
): RescueTimes {
  const byWorker = Map.groupBy(losses, ({ pid }) => pid);
  const disturbances = strikes.filter(({ target }) => /postgres|rabbitmq/.test(target));
  const times: RescueTimes = { all: [], undisturbed: [] };
  for (const execution of [...executions.values()].flat()) {
    // What a task host's death cut off begins again sooner, and is no rescue.
    if (!execution.isLost) continue;
    for (const { atMs } of byWorker.get(execution.workerPid) ?? []) {
      const wasCutOff = execution.beganMs < atMs && (execution.endedMs === null || execution.endedMs > atMs);
      const next = executions.get(execution.runId)?.find(({ attempt }) => attempt > execution.attempt);
      if (!wasCutOff || !next || next.beganMs < atMs) continue;
      times.all.push(next.beganMs - atMs);
      const overlaps = ({ startMs, endMs }: Strike) => startMs < next.beganMs && endMs > atMs;
      if (!disturbances.some(overlaps)) times.undisturbed.push(next.beganMs - atMs);
    }
  }
  const ascending = (a: number, b: number) => a - b;
  return { all: times.all.sort(ascending), undisturbed: times.undisturbed.sort(ascending) };
}
