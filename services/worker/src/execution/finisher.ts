import { type Batcher, createBatcher } from '@fbrain/adapters/batch/batcher';
import type { Logger } from '@fbrain/adapters/logging/logger';
import type { Database } from '@fbrain/adapters/postgres/connection';
import { isDatabaseFault, isDataRefused } from '@fbrain/adapters/postgres/errors';
import { type AttemptEnd, asCancelled, finishRuns, rescheduleRuns } from '@fbrain/adapters/postgres/run-finish-store';
import { isFinalState, type RunState } from '@fbrain/core/run/run-state';

/** Writes the ends of attempts, many in one statement. */
export interface Finisher {
  /** Resolves with the state of the run when the end is durable; null = the fence was old and nothing changed. Rejects if it cannot be written. */
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

/** What became of ends, by run: its state from now on, or why it cannot be written. Old fences are not in it. */
type Written = Map<string, RunState | Error>;

/** Ends of one statement: beyond some hundreds the cost per run no longer falls. */
const MAX_BATCH = 500;
/** Two statements overlap, so that the server computes one while the other waits for the disk. */
const CONCURRENT_BATCHES = 2;
/** The second begins with so many: half of them in a statement cost each a sixth more. */
const MIN_BESIDE = 300;
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 2_000;

export function createFinisher({ sql, workerId, logger }: FinisherOptions): Finisher {
  let isAbandoned = false;
  const onUncounted = (error: unknown) => logger.warn('the statistics miss some ends of attempts', { error });
  const finish: Write = (ends) => finishRuns(sql, workerId, ends, onUncounted);
  const reschedule: Write = (ends) => rescheduleRuns(sql, workerId, ends, onUncounted);
  /** Ends that stand for one whose output the database refused. */
  const substitutes = new WeakSet<AttemptEnd>();

  /**
   * Tries until the database takes the ends, whatever it says meanwhile, a lost deadlock for example: an end that is not
   * written would only be done again by someone else.
   */
  const persist = async (write: Write, ends: readonly AttemptEnd[], written: Written): Promise<void> => {
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      try {
        const ids = new Set(await write(ends));
        for (const { runId, conclusion } of ends) if (ids.has(runId)) written.set(runId, conclusion.state);
        return;
      } catch (error) {
        if (isDataRefused(error)) return await writeOneByOne(write, ends, error, written);
        if (isAbandoned || !isDatabaseFault(error)) throw error;
        logger.warn('the database does not take the ends of attempts; they wait', { ends: ends.length, error });
        await Bun.sleep(waitMs);
      }
    }
  };

  /** One value that PostgreSQL refuses must not take the others along (G8). */
  const writeOneByOne = async (
    write: Write,
    ends: readonly AttemptEnd[],
    cause: unknown,
    written: Written,
  ): Promise<void> => {
    const [only] = ends;
    if (ends.length > 1 || !only) return void (await Promise.all(ends.map((end) => persist(write, [end], written))));
    // Refused even without its output: it is not the output.
    if (substitutes.has(only)) {
      written.set(only.runId, cause instanceof Error ? cause : new Error(String(cause)));
      return;
    }
    logger.warn('PostgreSQL refused the output of a run', { runId: only.runId, error: cause });
    const substitute = unstorable(only, cause);
    substitutes.add(substitute);
    await persist(finish, [substitute], written);
  };

  const batcher: Batcher<AttemptEnd, RunState | Error | null> = createBatcher({
    maxBatch: MAX_BATCH,
    maxConcurrent: CONCURRENT_BATCHES,
    minBeside: MIN_BESIDE,
    async run(ends) {
      const final = ends.filter(({ conclusion }) => isFinalState(conclusion.state));
      const waiting = ends.filter(({ conclusion }) => !isFinalState(conclusion.state));
      const written: Written = new Map();
      await Promise.all([persist(finish, final, written), persist(reschedule, waiting, written)]);
      const refused = waiting.filter(({ runId }) => !written.has(runId));
      await persist(finish, refused.map(asCancelled), written);
      return ends.map(({ runId }) => written.get(runId) ?? null);
    },
  });

  return {
    async finish(end) {
      const written = await batcher.add(end);
      if (written instanceof Error) throw written;
      return written;
    },
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
