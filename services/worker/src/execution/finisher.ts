import { type Batcher, createBatcher } from '@fbrain/adapters/batch/batcher';
import type { Logger } from '@fbrain/adapters/logging/logger';
import type { Database } from '@fbrain/adapters/postgres/connection';
import { isDatabaseUnavailable, isDataRefused } from '@fbrain/adapters/postgres/errors';
import { type AttemptEnd, asCancelled, finishRuns, rescheduleRuns } from '@fbrain/adapters/postgres/run-finish-store';
import { isFinalState, type RunState } from '@fbrain/core/run/run-state';

/** Writes the ends of attempts, many in one statement. */
export interface Finisher {
  /** Resolves with the state of the run when the end is durable; null = the fence was old and nothing changed. */
  finish(end: AttemptEnd): Promise<RunState | null>;
  /** Ends not written yet. */
  readonly pending: number;
  idle(): Promise<void>;
  /** Gives up on ends that cannot be written: the lease is lost, so nobody would accept them. */
  abandon(): void;
}

interface FinisherOptions {
  sql: Database;
  workerId: string;
  logger: Logger;
}

type Write = (ends: readonly AttemptEnd[]) => Promise<string[]>;

/** Ends of one statement: beyond some hundreds the cost per run no longer falls. */
const MAX_BATCH = 500;
/** Two statements overlap, so that the server computes one while the other waits for the disk. */
const CONCURRENT_BATCHES = 2;
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 2_000;

export function createFinisher({ sql, workerId, logger }: FinisherOptions): Finisher {
  let isAbandoned = false;

  /** Tries until the database answers: an end that is not written would only be done again by someone else. */
  const persist = async (write: Write, ends: readonly AttemptEnd[]): Promise<string[]> => {
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      try {
        return await write(ends);
      } catch (error) {
        if (isDataRefused(error)) return await writeOneByOne(write, ends, error);
        if (isAbandoned || !isDatabaseUnavailable(error)) throw error;
        logger.warn('the database does not answer; the ends of attempts wait', { ends: ends.length, error });
        await Bun.sleep(waitMs);
      }
    }
  };

  /** One value that PostgreSQL refuses must not take the others along (G8). */
  const writeOneByOne = async (write: Write, ends: readonly AttemptEnd[], cause: unknown): Promise<string[]> => {
    const [only] = ends;
    if (ends.length > 1 || !only) return (await Promise.all(ends.map((end) => persist(write, [end])))).flat();
    logger.warn('PostgreSQL refused the output of a run', { runId: only.runId, error: cause });
    return await persist((refused) => finishRuns(sql, workerId, refused), [unstorable(only, cause)]);
  };

  const batcher: Batcher<AttemptEnd, RunState | null> = createBatcher({
    maxBatch: MAX_BATCH,
    maxConcurrent: CONCURRENT_BATCHES,
    async run(ends) {
      const final = ends.filter(({ conclusion }) => isFinalState(conclusion.state));
      const waiting = ends.filter(({ conclusion }) => !isFinalState(conclusion.state));
      const finish = (some: readonly AttemptEnd[]) => finishRuns(sql, workerId, some);
      const changed = await Promise.all([
        persist(finish, final),
        persist((some) => rescheduleRuns(sql, workerId, some), waiting),
      ]);
      const ids = new Set(changed.flat());
      const refused = waiting.filter(({ runId }) => !ids.has(runId));
      const cancelled = new Set(await persist(finish, refused.map(asCancelled)));
      return ends.map(({ runId, conclusion }) => {
        if (ids.has(runId)) return conclusion.state;
        return cancelled.has(runId) ? 'cancelled' : null;
      });
    },
  });

  return {
    finish: (end) => batcher.add(end),
    get pending() {
      return batcher.pending;
    },
    idle: () => batcher.idle(),
    abandon() {
      isAbandoned = true;
    },
  };
}

function unstorable(end: AttemptEnd, cause: unknown): AttemptEnd {
  const reason = cause instanceof Error ? cause.message : 'unknown reason';
  return {
    ...end,
    conclusion: {
      state: 'failed',
      attemptState: 'failed',
      error: {
        kind: 'invalid-output',
        message: `PostgreSQL cannot store what the attempt ended with: ${reason.slice(0, 500)}`,
      },
    },
  };
}
