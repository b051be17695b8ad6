import { createKeyring } from '@fbrain/adapters/crypto/keyring';
import { createRunIntake } from '@fbrain/adapters/intake/run-intake';
import { createTaskCatalogue } from '@fbrain/adapters/intake/task-catalogue';
import { silentLogger } from '@fbrain/adapters/logging/logger';
import type { Database } from '@fbrain/adapters/postgres/connection';
import { registerTasks } from '@fbrain/adapters/postgres/task-store';
import type { LiveEvent } from '@fbrain/core/event/live-event';
import { testDefinition } from '@fbrain/core/task/test-definition';
import type { ReadyHint } from '@fbrain/core/transport/transport';

const NOOP = testDefinition({
  name: 'noop',
  inputSchema: { type: 'object', properties: { n: { type: 'integer' } } },
});

/** The task `noop` in the given database, what a leading worker's duties need there, and what they tell; for tests. */
export async function setupDuties(sql: Database) {
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
  return { deps: { sql, intake, catalogue, events }, publisher, published, hinted };
}
