import type { Run } from '@fbrain/core/run/run';
import type { NewRun } from '@fbrain/core/run/run-request';
import { createBatcher } from '../batch/batcher.ts';
import type { Database } from '../postgres/connection.ts';
import { type HashedRun, insertKeyedRuns } from '../postgres/keyed-run-store.ts';
import { insertRuns } from '../postgres/run-insert-store.ts';
import { overloaded } from './refusals.ts';

/**
 * The inserts of a process, never more at once than the database can use. What has waited for 5 s without being begun
 * is refused as `overloaded`: nothing of it was inserted.
 */
export interface RunInserts {
  /** Shares its statement and commit with others that arrive at the same time. */
  one(run: NewRun): Promise<void>;
  /** All or nothing. Answers their ids. */
  many(runs: readonly NewRun[]): Promise<string[]>;
  /** As `insertKeyedRuns`. */
  keyed(runs: readonly HashedRun[], checkHolders?: (holders: readonly Run[]) => void): Promise<string[]>;
  /** Resolves when none is under way. */
  idle(): Promise<void>;
}

/** Rows of one insert: beyond some hundreds the cost per row no longer falls, and waiting for the batch begins. */
const MAX_INSERT_BATCH = 500;
/** Two inserts overlap, so that the server computes one while the other waits for the disk. */
const CONCURRENT_INSERTS = 2;
/** Connections that transactions leave to others: one that waits for a key holds its own for seconds. */
const SPARE_CONNECTIONS = 2;
/** A caller who waits longer had better know that nothing was done yet: he can safely try again (G9). */
const LATE = { maxWaitMs: 5_000, refuse: overloaded };

/** @param onCommitted called with the runs of each commit */
export function createRunInserts(sql: Database, onCommitted: (runs: readonly NewRun[]) => void): RunInserts {
  const insert = async (runs: readonly NewRun[]) => {
    await insertRuns(sql, runs);
    onCommitted(runs);
    return runs.map((run) => run.id);
  };
  const shared = createBatcher<NewRun, string>({
    maxBatch: MAX_INSERT_BATCH,
    maxConcurrent: CONCURRENT_INSERTS,
    late: LATE,
    run: insert,
  });
  const own = createBatcher<() => Promise<string[]>, string[]>({
    maxBatch: 1,
    maxConcurrent: Math.max(sql.options.max - SPARE_CONNECTIONS, 1),
    late: LATE,
    run: (inserts) => Promise.all(inserts.map((begin) => begin())),
  });
  return {
    one: async (run) => void (await shared.add(run)),
    many: (runs) => own.add(() => insert(runs)),
    keyed: (runs, checkHolders) =>
      own.add(async () => {
        const ids = await insertKeyedRuns(sql, runs, checkHolders);
        onCommitted(runs.filter((run, index) => ids[index] === run.id));
        return ids;
      }),
    idle: async () => {
      await Promise.all([shared.idle(), own.idle()]);
    },
  };
}
