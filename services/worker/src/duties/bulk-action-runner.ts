import type { Logger } from '@fbrain/adapters/logging/logger';
import { failBulkAction } from '@fbrain/adapters/postgres/bulk-action-store';
import { isDatabaseUnavailable, isKeyBusy, isStatementTimeout } from '@fbrain/adapters/postgres/errors';
import { type BulkActionBatchDeps, type RunBatch, runBulkActionBatch } from './bulk-action-batch.ts';

/** Carries out bulk actions, batch by batch, in the pace each was asked for. */
export interface BulkActionRunner {
  /**
   * Goes on with these actions. Returns at once; the work stops by itself unless it is called again soon, because a
   * worker that no longer leads is not told.
   */
  run(ids: readonly string[]): void;
  /** Resolves when no batch is under way. What is left is done by the next leader. */
  stop(): Promise<void>;
}

interface BulkActionRunnerOptions extends BulkActionBatchDeps {
  logger: Logger;
  runBatch?: RunBatch;
}

/** Two missed pulses: by then another worker may lead, and two would work at twice the pace. */
const MANDATE_MS = 2_500;
/** Batches a second: progress moves visibly, and no batch holds its rows for long. */
const BATCHES_PER_SECOND = 4;
/** A batch is one transaction; beyond this it would only hold more rows for longer. */
const MAX_BATCH = 1_000;
/** Tries of a batch, each with half the runs, before the whole action counts as failed. */
const MAX_TRIES = 6;

export function createBulkActionRunner(options: BulkActionRunnerOptions): BulkActionRunner {
  const { logger, runBatch = runBulkActionBatch } = options;
  const working = new Map<string, Promise<void>>();
  const failuresOf = new Map<string, number>();
  const stopped = Promise.withResolvers<void>();
  let mandateEndsAtMs = 0;
  let turn: Promise<unknown> = Promise.resolve();

  const pause = (ms: number) => Promise.race([Bun.sleep(ms), stopped.promise]);

  /** One batch at a time, each action in turn: the connections of a worker are there for its own runs. */
  const inTurn = <T>(batch: () => Promise<T>): Promise<T> => {
    const result = turn.then(batch);
    turn = result.catch(() => {});
    return result;
  };

  const work = async (id: string) => {
    while (performance.now() < mandateEndsAtMs) {
      const startedAtMs = performance.now();
      const limitOf = (rate: number) => batchLimit(rate, failuresOf.get(id) ?? 0);
      const batch = await inTurn(() => runBatch(options, id, limitOf));
      failuresOf.delete(id);
      if (batch.hasEnded) return;
      await pause((batch.runs / batch.rate) * 1_000 - (performance.now() - startedAtMs));
    }
  };

  const settle = async (id: string, error: unknown) => {
    logger.warn('a batch of a bulk action failed; trying again', { actionId: id, error });
    // An outage and rows that somebody else holds pass; anything else may be a fault of the action itself.
    const passes = isKeyBusy(error) || (isDatabaseUnavailable(error) && !isStatementTimeout(error));
    if (passes) return;
    const failures = (failuresOf.get(id) ?? 0) + 1;
    failuresOf.set(id, failures);
    if (failures < MAX_TRIES) return;
    failuresOf.delete(id);
    await failBulkAction(options.sql, id, explain(error)).catch(() => {});
  };

  return {
    run(ids) {
      mandateEndsAtMs = performance.now() + MANDATE_MS;
      for (const id of ids.filter((each) => !working.has(each))) {
        const ended = work(id)
          .catch((error: unknown) => settle(id, error))
          .finally(() => working.delete(id));
        working.set(id, ended);
      }
    },
    async stop() {
      mandateEndsAtMs = 0;
      stopped.resolve();
      await Promise.all(working.values());
    },
  };
}

/** Runs of the next batch: a share of a second's worth, halved for each time in a row that it was too much. */
export const batchLimit = (rate: number, failures: number): number => {
  const wanted = Math.min(Math.ceil(rate / BATCHES_PER_SECOND), MAX_BATCH);
  return Math.max(Math.floor(wanted / 2 ** failures), 1);
};

const explain = (error: unknown): string =>
  isStatementTimeout(error)
    ? 'The database took too long to find or change the runs. Narrow the filter, such as by createdAfter and createdBefore, and start the action again.'
    : `It could not go on: ${error instanceof Error ? error.message : String(error)}. Start it again once that is mended.`;
