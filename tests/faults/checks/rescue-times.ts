import type { Database } from '@fbrain/adapters/postgres/connection';
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

/** Attempts that ended because their worker was lost, as "run/number". */
export async function readLostAttempts(sql: Database): Promise<Set<string>> {
  const rows = await sql<{ runId: string; number: number }[]>`
    select run_id, number from fbrain.attempt where error ->> 'kind' = 'lost'`;
  return new Set(rows.map(({ runId, number }) => `${runId}/${number}`));
}

/** Times every run that was executing on a worker when a fault took that away. */
export function rescueTimes(
  losses: readonly WorkerLoss[],
  executions: ReadonlyMap<string, readonly Execution[]>,
  lostAttempts: ReadonlySet<string>,
  strikes: readonly Strike[],
): RescueTimes {
  const byWorker = Map.groupBy(losses, ({ pid }) => pid);
  const disturbances = strikes.filter(({ target }) => /postgres|rabbitmq/.test(target));
  const times: RescueTimes = { all: [], undisturbed: [] };
  for (const execution of [...executions.values()].flat()) {
    // What a task host's death cut off begins again sooner, and is no rescue.
    if (!lostAttempts.has(`${execution.runId}/${execution.attempt}`)) continue;
    for (const { atMs } of byWorker.get(execution.workerPid) ?? []) {
      const wasCutOff = execution.beganMs < atMs && (execution.endedMs === undefined || execution.endedMs > atMs);
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
