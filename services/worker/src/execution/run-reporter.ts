import { createBatcher } from '@fbrain/adapters/batch/batcher';
import type { Logger } from '@fbrain/adapters/logging/logger';
import type { Database } from '@fbrain/adapters/postgres/connection';
import { appendRunLogs, type NewLogLine } from '@fbrain/adapters/postgres/run-log-store';
import { updateProgress } from '@fbrain/adapters/postgres/run-progress-store';
import type { EventBus } from '@fbrain/core/event/live-event';
import type { HostLogLine, HostProgress } from '../task-host/protocol.ts';
import type { RunningAttempt } from './running-attempt.ts';

/**
 * Writes what running attempts say: log lines and progress. Both come bounded and storable from the task host or the
 * executable. Failing to write either never fails the run.
 */
export interface RunReporter {
  log(attempt: RunningAttempt, lines: readonly HostLogLine[]): void;
  progress(attempt: RunningAttempt, progress: HostProgress): void;
  /** Resolves when everything said so far is written. */
  idle(): Promise<void>;
}

interface RunReporterOptions {
  sql: Database;
  workerId: string;
  events: EventBus;
  logger: Logger;
}

const MAX_LINES_PER_STATEMENT = 1_000;

export function createRunReporter({ sql, workerId, events, logger }: RunReporterOptions): RunReporter {
  const writeLines = async (lines: readonly NewLogLine[]) => {
    await appendRunLogs(sql, lines).catch((error: unknown) =>
      logger.error('log lines of runs could not be written', { lines: lines.length, error }),
    );
    const counts = new Map<string, number>();
    for (const { runId } of lines) counts.set(runId, (counts.get(runId) ?? 0) + 1);
    events.publish([...counts].map(([runId, count]) => ({ kind: 'run-log', runId, lines: count })));
  };
  const latestProgress = new Map<string, HostProgress>();
  const logs = createBatcher<readonly NewLogLine[], void>({
    maxBatch: MAX_LINES_PER_STATEMENT,
    maxConcurrent: 1,
    async run(groups) {
      const lines = groups.flat();
      // A group is up to a thousand lines: all that came meanwhile in one statement would exceed its timeout, and be lost.
      for (let from = 0; from < lines.length; from += MAX_LINES_PER_STATEMENT)
        await writeLines(lines.slice(from, from + MAX_LINES_PER_STATEMENT));
      return groups.map(() => undefined);
    },
  });
  const progress = createBatcher<string, void>({
    maxBatch: MAX_LINES_PER_STATEMENT,
    maxConcurrent: 1,
    async run(runIds) {
      const updates = [...new Set(runIds)].flatMap((runId) => latestProgress.get(runId) ?? []);
      for (const { runId } of updates) latestProgress.delete(runId);
      await updateProgress(sql, workerId, updates).catch((error: unknown) =>
        logger.error('progress of runs could not be written', { runs: updates.length, error }),
      );
      events.publish(
        updates.map(({ runId, fraction, message }) => ({ kind: 'run-progress', runId, fraction, message })),
      );
      return runIds.map(() => undefined);
    },
  });

  return {
    log(attempt, lines) {
      attempt.logsWritten = logs.add(lines);
    },
    progress(attempt, said) {
      latestProgress.set(said.runId, said);
      void progress.add(attempt.run.id);
    },
    idle: async () => {
      await Promise.all([logs.idle(), progress.idle()]);
    },
  };
}
