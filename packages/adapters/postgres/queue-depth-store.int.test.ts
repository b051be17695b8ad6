import { afterAll, beforeAll, expect, test } from 'bun:test';
import { givenRuns, givenWorker } from '@fbrain/testing/factories';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { ensureQueues, listQueues } from './queue-store.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('every queue shows its own runs by state, whatever waits in others', async () => {
  const { sql } = database;
  await ensureQueues(sql, ['mail', 'empty']);
  const queuedAt = { createdAtMs: Date.now() - 60_000 };
  await givenRuns(sql, queuedAt, {}, { state: 'scheduled' }, { queue: 'mail' }, { queue: 'mail', state: 'scheduled' });
  const worker = await givenWorker(sql);
  await worker.claimer.claimNext(['mail'], { limit: 10, processLimit: 0 });
  const [standard, empty, mail] = await listQueues(sql);
  expect(standard).toMatchObject({ name: 'default', scheduled: 1, queued: 2, running: 0, retrying: 0, blocked: 0 });
  expect(standard?.oldestReadySeconds).toBeWithin(59, 3_600);
  expect(mail).toMatchObject({ name: 'mail', scheduled: 1, queued: 0, running: 1, oldestReadySeconds: null });
  expect(empty).toMatchObject({ name: 'empty', scheduled: 0, queued: 0, running: 0, oldestReadySeconds: null });
});
