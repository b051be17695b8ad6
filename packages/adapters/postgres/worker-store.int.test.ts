import { afterAll, beforeAll, expect, test } from 'bun:test';
import { givenWorker } from '@fbrain/testing/factories';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { listQueues } from './queue-store.ts';
import { getWorker, listWorkers } from './worker-store.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('a worker whose lease has lapsed is lost and serves no queue, even while nobody leads', async () => {
  const { sql } = database;
  const [dead, alive] = [await givenWorker(sql), await givenWorker(sql)];
  await sql`update fbrain.worker set lease_expires_at = now() - interval '1 second' where id = ${dead.id}`;
  const states = new Map((await listWorkers(sql)).map(({ id, state }) => [id, state]));
  expect([states.get(dead.id), states.get(alive.id)]).toEqual(['lost', 'active']);
  expect(await getWorker(sql, dead.id)).toMatchObject({ state: 'lost' });
  expect((await listQueues(sql)).map(({ name, workers }) => [name, workers])).toEqual([['default', 1]]);
});
