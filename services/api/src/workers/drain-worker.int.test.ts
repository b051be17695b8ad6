import { afterAll, beforeAll, expect, test } from 'bun:test';
import { setWorkerState } from '@fbrain/adapters/postgres/worker-store';
import { givenRuns, givenWorker, MANY } from '@fbrain/testing/factories';
import { createTestDatabase } from '@fbrain/testing/test-database';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi(await createTestDatabase());
});
afterAll(() => api.stop());

const drain = (id: string) => api.call('POST', `/api/v1/workers/${id}/drain`);

test('a worker that was asked to drain claims nothing more, and asking again changes nothing', async () => {
  const { id, claimer } = await givenWorker(api.sql);
  const [run] = await givenRuns(api.sql, {});
  const answers = await Promise.all([drain(id), drain(id), drain(id)]);
  for (const { status, body } of answers) expect([status, body.id, body.state]).toEqual([202, id, 'draining']);
  expect(await claimer.claimByIds([run?.id ?? ''], MANY)).toEqual({ claimed: [], left: [] });
});

test('a worker that has ended cannot drain, and one that never was is not there', async () => {
  const { id } = await givenWorker(api.sql);
  await setWorkerState(api.sql, id, 'stopped');
  const stopped = await drain(id);
  expect([stopped.status, stopped.body.code]).toEqual([409, 'worker-ended']);
  expect(stopped.body.detail).toContain('has stopped already: there is nothing to drain.');
  await api.sql`update fbrain.worker set state = 'lost' where id = ${id}`;
  expect((await drain(id)).body.detail).toContain('counts as lost');
  for (const unknown of [Bun.randomUUIDv7(), 'worker-1', `${'x'.repeat(5_000)}`]) {
    const answer = await drain(unknown);
    expect([answer.status, answer.body.code]).toEqual([404, 'worker-not-found']);
    expect(answer.body.detail.length).toBeLessThan(250);
  }
});
