import type { Logger } from '@fbrain/adapters/logging/logger';
import type { Database } from '@fbrain/adapters/postgres/connection';
import { listOrphanedRuns, markLostWorkers, type OrphanedRun } from '@fbrain/adapters/postgres/dispatch-store';
import {
  type AttemptEnd,
  type ChangedRun,
  finishRuns,
  rescheduleRuns,
} from '@fbrain/adapters/postgres/run-finish-store';
import { fingerprinted } from '@fbrain/core/errors/error-fingerprint';
import { toRunEvent } from '@fbrain/core/event/to-run-event';
import { DEFAULT_RETRY } from '@fbrain/core/retry/retry-policy';
import type { AttemptResult } from '@fbrain/core/run/attempt-result';
import { CANCELLED_UNSAID, concludeAttempt } from '@fbrain/core/run/conclude-attempt';
import { isFinalState } from '@fbrain/core/run/run-state';
import type { Clock } from '@fbrain/core/time/clock';
import { type PromoteOptions, promoteRescued } from './due-run-promoter.ts';

/** Rescues the runs of workers that were lost, as a duty of the leader. */
export interface LostWorkerRescuer {
  run(): Promise<void>;
  /** The latest rescue failed. It may have marked the worker before, so the database would not ask for it again. */
  isOwed(): boolean;
}

interface RescuerOptions extends PromoteOptions {
  clock: Clock;
  logger: Logger;
  onRescued(runs: number): void;
}

export function createLostWorkerRescuer(options: RescuerOptions): LostWorkerRescuer {
  const { sql, clock, logger, events, onRescued } = options;
  let isOwed = false;
  return {
    async run() {
      isOwed = true;
      const rescued = await rescueLostRuns(sql, clock, logger);
      isOwed = false;
      if (rescued.length === 0) return;
      onRescued(rescued.length);
      events.publish(rescued.map(toRunEvent));
      // Rescued runs are due at once.
      await promoteRescued(options, rescued);
    },
    isOwed: () => isOwed,
  };
}

const BATCH = 500;

/** Ends the attempts of workers that stopped renewing their lease, and has their runs tried again (G5). */
export async function rescueLostRuns(sql: Database, clock: Clock, logger: Logger): Promise<ChangedRun[]> {
  for (const worker of await markLostWorkers(sql)) {
    logger.warn(`worker ${worker.name} did not renew its lease and counts as lost`, { workerId: worker.id });
  }
  const onUncounted = (error: unknown) => logger.warn('the statistics miss some ends of attempts', { error });
  const rescued: ChangedRun[] = [];
  for (;;) {
    const orphans = await listOrphanedRuns(sql, BATCH);
    for (const [workerId, runs] of Map.groupBy(orphans, (run) => run.workerId)) {
      const ends = new Map(runs.map((run) => [run.id, toEnd(run, clock.now())]));
      const [final, waiting] = [[...ends.values()].filter(isFinal), [...ends.values()].filter((end) => !isFinal(end))];
      const changed = new Set([
        ...(await finishRuns(sql, workerId, final, onUncounted)),
        ...(await rescheduleRuns(sql, workerId, waiting, onUncounted)),
      ]);
      // Somebody asked to cancel them since they were listed.
      const refused = new Set(waiting.map(({ runId }) => runId).filter((id) => !changed.has(id)));
      const cancelled = runs
        .filter(({ id }) => refused.has(id))
        .map((run) => toEnd({ ...run, cancelRequestedAt: new Date() }, clock.now()));
      for (const end of cancelled) ends.set(end.runId, end);
      for (const id of await finishRuns(sql, workerId, cancelled, onUncounted)) changed.add(id);
      for (const run of runs) {
        const end = ends.get(run.id);
        if (end && changed.has(run.id)) rescued.push({ ...run, state: end.conclusion.state });
      }
    }
    if (orphans.length < BATCH) return rescued;
  }
}

const isFinal = ({ conclusion }: AttemptEnd): boolean => isFinalState(conclusion.state);

function toEnd(run: OrphanedRun, nowMs: number): AttemptEnd {
  const conclusion = concludeAttempt(resultOf(run), {
    maxAttempts: run.maxAttempts,
    failures: run.failures,
    crashes: run.crashes,
    deadlineAtMs: run.deadlineAt?.getTime() ?? null,
    backoff: (run.retry ?? DEFAULT_RETRY).backoff,
    nowMs,
    random: Math.random(),
  });
  const [startedAtMs, queuedAtMs] = [run.startedAt.getTime(), run.queuedAt.getTime()];
  const facts = { ...run, startedAtMs, durationMs: nowMs - startedAtMs, waitedMs: startedAtMs - queuedAtMs };
  return { runId: run.id, attempt: run.attempt, isCrash: true, conclusion, facts };
}

function resultOf(run: OrphanedRun): AttemptResult {
  if (run.cancelRequestedAt !== null) {
    return { kind: 'cancelled', error: { kind: 'cancelled', message: CANCELLED_UNSAID } };
  }
  const message = `The worker ${run.workerName ?? run.workerId} died or lost its connection while the attempt ran.`;
  const error = fingerprinted(run.task, { kind: 'lost', message: 'The worker died while the attempt ran.' });
  return { kind: 'failed', error: { ...error, message } };
}
