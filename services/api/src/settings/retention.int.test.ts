import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createTestDatabase } from '@fbrain/testing/test-database';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi(await createTestDatabase());
});
afterAll(() => api.stop());

const change = (body: unknown) => api.call('PATCH', '/api/v1/settings/retention', body);
const settings = async () => (await api.call('GET', '/api/v1/settings/retention')).body;

test('finished runs are kept for 30 days until somebody says otherwise', async () => {
  expect(await settings()).toEqual({ default: '30d', queues: {}, tasks: {} });
});

test('a queue and a task may differ, which they show themselves', async () => {
  const wanted = { default: '60d', queues: { default: '7d' }, tasks: { 'report.build': 'forever' } };
  expect((await change(wanted)).body).toEqual(wanted);
  const { items } = (await api.call('GET', '/api/v1/queues')).body;
  expect(items).toContainEqual(expect.objectContaining({ name: 'default', retention: '7d' }));
  expect((await api.call('GET', '/api/v1/tasks/report.build')).body.retention).toBe('forever');
  expect((await api.call('GET', '/api/v1/tasks/demo.noop')).body.retention).toBeNull();
  expect((await change({ queues: { default: null } })).body).toEqual({ ...wanted, queues: {} });
});

test('what cannot be is refused as a whole, with the reason', async () => {
  const before = await settings();
  for (const [body, status, says] of [
    [{ default: '1h' }, 422, '/default must be at least "1d"'],
    [{ default: '9999d' }, 422, 'at most "3650d"'],
    [{ default: 'soon' }, 422, '/default'],
    [{ default: null }, 422, '/default'],
    [{ queues: { default: 7 } }, 422, '/queues/default'],
    [{ default: '90d', queues: { mial: '7d' } }, 404, 'There is no queue "mial"'],
    [{ default: '90d', tasks: { constructor: '7d' } }, 404, 'There is no task "constructor"'],
    [{ keep: '7d' }, 422, '/keep'],
    ['{"default":', 400, 'is not valid JSON'],
  ] as const) {
    const answer = await change(body);
    expect([JSON.stringify(body), answer.status, answer.body.detail]).toEqual([
      JSON.stringify(body),
      status,
      expect.stringContaining(says),
    ]);
  }
  expect(await settings()).toEqual(before);
});
