import type { RunIntake } from '@fbrain/adapters/intake/run-intake';
import type { TaskCatalogue } from '@fbrain/adapters/intake/task-catalogue';
import {
  type BatchOutcome,
  completeBulkAction,
  finishBatch,
  type RunningBulkAction,
  readRunningAction,
  takeBatch,
} from '@fbrain/adapters/postgres/bulk-action-store';
import type { Database, Queryable } from '@fbrain/adapters/postgres/connection';
import { cancelRuns } from '@fbrain/adapters/postgres/run-cancel-store';
import { deleteFinalRuns } from '@fbrain/adapters/postgres/run-delete-store';
import { listMatchingRuns, type MatchingRun } from '@fbrain/adapters/postgres/run-query-store';
import type { EventBus } from '@fbrain/core/event/live-event';
import { toRunEvent } from '@fbrain/core/event/to-run-event';
import { toFilter } from '@fbrain/core/page/run-filter';
import { ACTS_ON } from '@fbrain/core/run/bulk-action';
import { insertReplays, prepareReplays } from './bulk-replay.ts';

export interface BulkActionBatchDeps {
  sql: Database;
  intake: RunIntake;
  catalogue: TaskCatalogue;
  events: EventBus;
}

export interface BatchResult {
  hasEnded: boolean;
  /** Runs it dealt with. */
  runs: number;
  /** Runs a second that the action may do. */
  rate: number;
}

export type RunBatch = (
  deps: BulkActionBatchDeps,
  id: string,
  limitOf: (rate: number) => number,
) => Promise<BatchResult>;

/** What a batch does inside its transaction, and what there is to tell once that is committed. */
interface BatchWork {
  apply(tx: Queryable): Promise<BatchOutcome>;
  announce(): void;
}

const ENDED: BatchResult = { hasEnded: true, runs: 0, rate: 1 };
/** Inputs of replays pass through this process: it must not hold a thousand large ones at once. */
const MAX_BATCH_BYTES = 8_388_608;
/** Shorter than deadlock_timeout (1 s): where a batch and a worker wait for each other, the batch gives way. */
const LOCK_WAIT = '500ms';

/**
 * Does the next batch of a bulk action. Cursor and deeds commit together, so whoever is killed at whatever instant, each
 * run is dealt with once.
 */
export const runBulkActionBatch: RunBatch = async (deps, id, limitOf) => {
  const { sql } = deps;
  const action = await readRunningAction(sql, id);
  if (!action) return ENDED;
  const { runs, isLast } = await nextRuns(sql, action, limitOf(action.rate));
  const work = await WORK[action.action](
    deps,
    action,
    runs.map((run) => run.id),
  );
  const isOurs = await sql.begin(async (tx) => {
    await tx`select set_config('lock_timeout', ${LOCK_WAIT}, true)`;
    if (!(await takeBatch(tx, action))) return false;
    const last = runs.at(-1);
    if (last) await finishBatch(tx, id, last.id, await work.apply(tx));
    if (isLast) await completeBulkAction(tx, id);
    return true;
  });
  if (isOurs) work.announce();
  // What another leader took meanwhile, or somebody cancelled, is seen with the next look.
  return { hasEnded: isOurs && isLast, runs: runs.length, rate: action.rate };
};

/** Which runs come next. An action only reads the table with the runs that it can act on. */
async function nextRuns(
  sql: Database,
  { id, action, filter, cursorId }: RunningBulkAction,
  limit: number,
): Promise<{ runs: MatchingRun[]; isLast: boolean }> {
  const { states, ...conditions } = toFilter(filter);
  const wanted = ACTS_ON[action].filter((state) => states.length === 0 || states.includes(state));
  if (wanted.length === 0) return { runs: [], isLast: true };
  const page = { afterId: cursorId, beforeId: id, limit };
  const found = await listMatchingRuns(sql, { states: wanted, ...conditions }, page);
  const runs = withinBytes(found, MAX_BATCH_BYTES);
  return { runs, isLast: found.length < limit && runs.length === found.length };
}

/** As many of the first as take no more than so many bytes together, but at least one. */
export function withinBytes(runs: readonly MatchingRun[], maxBytes: number): MatchingRun[] {
  let bytes = 0;
  return runs.filter((run, index) => {
    bytes += run.bytes;
    return index === 0 || bytes <= maxBytes;
  });
}

type PrepareWork = (deps: BulkActionBatchDeps, action: RunningBulkAction, ids: string[]) => Promise<BatchWork>;

const WORK: Readonly<Record<RunningBulkAction['action'], PrepareWork>> = {
  async cancel({ events }, _action, ids) {
    let cancelled: Awaited<ReturnType<typeof cancelRuns>> = [];
    return {
      async apply(tx) {
        cancelled = await cancelRuns(tx, ids);
        return { done: cancelled.length, skipped: ids.length - cancelled.length, failures: [] };
      },
      announce() {
        const running = cancelled.filter(({ state }) => state === 'running');
        events.publish([
          ...cancelled.map(toRunEvent),
          ...running.map(({ id }) => ({ kind: 'cancel' as const, runId: id })),
        ]);
      },
    };
  },

  async delete(_deps, _action, ids) {
    return {
      async apply(tx) {
        const done = await deleteFinalRuns(tx, ids);
        return { done, skipped: ids.length - done, failures: [] };
      },
      announce: () => {},
    };
  },

  async replay(deps, action, ids) {
    const { replays, failures } = await prepareReplays(deps, ids, action.id);
    let inserted: typeof replays = [];
    return {
      async apply(tx) {
        inserted = await insertReplays(tx, replays);
        const done = inserted.length;
        return { done, skipped: ids.length - done - failures.length, failures };
      },
      announce: () => deps.intake.announce(inserted),
    };
  },
};
