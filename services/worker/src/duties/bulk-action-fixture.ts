import { getBulkAction, insertBulkAction } from '@fbrain/adapters/postgres/bulk-action-store';
import type { Database } from '@fbrain/adapters/postgres/connection';
import { isKeyBusy } from '@fbrain/adapters/postgres/errors';
import { cancelRun } from '@fbrain/adapters/postgres/run-cancel-store';
import { getRuns, listRuns } from '@fbrain/adapters/postgres/run-query-store';
import type { RunSelection } from '@fbrain/core/page/run-filter';
import type { BulkAction, BulkActionKind } from '@fbrain/core/run/bulk-action';
import type { RunState } from '@fbrain/core/run/run-state';
import { runBulkActionBatch } from './bulk-action-batch.ts';
import { setupDuties } from './duties-fixture.ts';

export type BulkActionFixture = Awaited<ReturnType<typeof setupBulkActions>>;

/** The task `noop` in the given database, and what a leading worker has to carry out bulk actions there; for tests. */
export async function setupBulkActions(database: { sql: Database; drop(): Promise<void> }) {
  const { sql } = database;
  const { deps, published, hinted } = await setupDuties(sql);

  return {
    ...database,
    deps,
    published,
    hinted,

    async givenAction(action: BulkActionKind, filter: RunSelection, matched = 0): Promise<string> {
      const id = Bun.randomUUIDv7();
      const counts = { matched, skipped: 0, isExact: true };
      const request = { action, filter, rate: 100, idempotencyKey: null, requestHash: '00' };
      await insertBulkAction(sql, { id, ...request, ...counts });
      return id;
    },

    /** Ends waiting runs. */
    async end<R extends { id: string }>(runs: R[]): Promise<R[]> {
      for (const { id } of runs) await cancelRun(sql, id);
      return runs;
    },

    /** Runs batches until the action has ended; answers how it ended. */
    async carryOut(id: string, limit = 100): Promise<BulkAction | null> {
      for (let batch = 0; batch < 100; batch++) {
        const { hasEnded } = await runBulkActionBatch(deps, id, () => limit).catch((error: unknown) => {
          // Rows that somebody else holds: the runner tries again, too.
          if (!isKeyBusy(error)) throw error;
          return { hasEnded: false };
        });
        if (hasEnded) return await getBulkAction(sql, id);
      }
      throw new Error('The action does not end');
    },

    async statesOf(runs: readonly { id: string }[]): Promise<RunState[]> {
      const ids = runs.map(({ id }) => id);
      return (await getRuns(sql, ids)).map(({ state }) => state);
    },

    all: () => listRuns(sql, { states: [] }, { limit: 500 }),
  };
}
