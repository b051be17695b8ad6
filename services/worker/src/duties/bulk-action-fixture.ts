import { createKeyring } from '@fbrain/adapters/crypto/keyring';
import { createRunIntake } from '@fbrain/adapters/intake/run-intake';
import { createTaskCatalogue } from '@fbrain/adapters/intake/task-catalogue';
import { silentLogger } from '@fbrain/adapters/logging/logger';
import { getBulkAction, insertBulkAction } from '@fbrain/adapters/postgres/bulk-action-store';
import type { Database } from '@fbrain/adapters/postgres/connection';
import { isKeyBusy } from '@fbrain/adapters/postgres/errors';
import { cancelRun } from '@fbrain/adapters/postgres/run-cancel-store';
import { getRuns, listRuns } from '@fbrain/adapters/postgres/run-query-store';
import { registerTasks } from '@fbrain/adapters/postgres/task-store';
import type { LiveEvent } from '@fbrain/core/event/live-event';
import type { RunSelection } from '@fbrain/core/page/run-filter';
import { DEFAULT_RETRY } from '@fbrain/core/retry/retry-policy';
import type { BulkAction, BulkActionKind } from '@fbrain/core/run/bulk-action';
import type { RunState } from '@fbrain/core/run/run-state';
import type { TaskDefinition } from '@fbrain/core/task/task';
import type { ReadyHint } from '@fbrain/core/transport/transport';
import { runBulkActionBatch } from './bulk-action-batch.ts';

export type BulkActionFixture = Awaited<ReturnType<typeof setupBulkActions>>;

/** The task `noop` in the given database, and what a leading worker has to carry out bulk actions there; for tests. */
export async function setupBulkActions(database: { sql: Database; drop(): Promise<void> }) {
  const { sql } = database;
  await registerTasks(sql, [NOOP]);
  const published: LiveEvent[] = [];
  const hinted: ReadyHint[] = [];
  const events = { publish: (batch: readonly LiveEvent[]) => void published.push(...batch), subscribe: () => () => {} };
  const publisher = {
    publish: async (hints: readonly ReadyHint[]) => void hinted.push(...hints),
    backlog: async () => 0,
    isConnected: () => true,
  };
  const catalogue = createTaskCatalogue(sql);
  const clock = { now: Date.now };
  const newId = () => Bun.randomUUIDv7();
  const keyring = createKeyring(['the-secret-key-of-these-tests-0001']);
  const intake = createRunIntake({ sql, publisher, events, catalogue, keyring, clock, newId, logger: silentLogger });
  const deps = { sql, intake, catalogue, events };

  return {
    ...database,
    deps,
    published,
    hinted,

    async givenAction(action: BulkActionKind, filter: RunSelection, matched = 0): Promise<string> {
      const id = newId();
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

const NOOP: TaskDefinition = {
  name: 'noop',
  kind: 'module',
  description: null,
  source: 'noop.ts',
  inputSchema: { type: 'object', properties: { n: { type: 'integer' } } },
  outputSchema: null,
  examples: [],
  queue: 'default',
  retry: DEFAULT_RETRY,
  timeoutMs: null,
  isolation: 'shared',
  concurrency: null,
  rate: null,
};
