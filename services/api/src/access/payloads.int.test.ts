import { afterAll, beforeAll, expect, test } from 'bun:test';
import { appendRunLogs } from '@fbrain/adapters/postgres/run-log-store';
import { createTestDatabase } from '@fbrain/testing/test-database';
import { givenToken, signedIn } from '../../testing/sign-in.ts';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

const SECRET = 'what-only-some-may-see';

let api: TestApi;
let id: string;
beforeAll(async () => {
  api = await startTestApi(await createTestDatabase());
  const data = { input: { text: SECRET }, metadata: { note: SECRET } };
  id = (await api.call('POST', '/api/v1/runs', { task: 'demo.noop', delay: '1h', ...data })).body.id;
  await api.call('POST', '/api/v1/schedules', { name: 'nightly', task: 'demo.noop', cron: '@daily', ...data });
  await appendRunLogs(api.sql, [
    { runId: id, attempt: 1, atMs: Date.now(), level: 'info', message: SECRET, fieldsJson: null },
  ]);
});
afterAll(() => api.stop());

const PATHS = () => [
  `/runs/${id}`,
  '/runs',
  '/schedules',
  '/schedules/nightly',
  `/runs/${id}/why`,
  `/runs/${id}/attempts`,
];

test('a viewer sees that there are runs and schedules, but not what is in them', async () => {
  const viewer = await signedIn(api, 'viewer');
  for (const path of PATHS()) {
    const { status, body } = await viewer.call('GET', `/api/v1${path}`);
    expect({ path, status }).toEqual({ path, status: 200 });
    expect(JSON.stringify(body)).not.toContain(SECRET);
  }
  expect((await viewer.call('GET', `/api/v1/runs/${id}`)).body).toMatchObject({ id, input: null, metadata: {} });
  const logs = await viewer.call('GET', `/api/v1/runs/${id}/logs`);
  expect([logs.status, logs.body.detail]).toEqual([403, expect.stringContaining('payloads:read')]);
});

test('a viewer cannot find out by filters what is in them', async () => {
  const viewer = await signedIn(api, 'viewer');
  const data = encodeURIComponent(`input.text:${SECRET}`);
  for (const path of [`/runs?data=${data}`, `/runs/count?data=${data}`]) {
    expect({ path, status: (await viewer.call('GET', `/api/v1${path}`)).status }).toEqual({ path, status: 403 });
  }
});

test('neither the audit log nor bulk actions tell what is in them', async () => {
  await api.call('PATCH', '/api/v1/schedules/nightly', { metadata: { note: SECRET } });
  const filter = { data: [`input.text:${SECRET}`], error: SECRET, tag: 'kept' };
  await api.call('POST', '/api/v1/runs/actions', { action: 'cancel', filter });
  const auditor = await givenToken(api, { permissions: ['audit:read', 'runs:read'] });
  const granted = await givenToken(api, { permissions: ['audit:read', 'runs:read', 'payloads:read'] });
  for (const path of ['/audit', '/audit?format=csv', '/audit?format=jsonl', '/bulk-actions']) {
    const textFor = async (token: string) => {
      const headers = { authorization: `Bearer ${token}` };
      return await (await fetch(`${api.url}/api/v1${path}`, { headers })).text();
    };
    const [less, all] = [await textFor(auditor.token), await textFor(granted.token)];
    expect({ path, less: less.includes(SECRET), all: all.includes(SECRET) }).toEqual({ path, less: false, all: true });
    expect(less).toContain(path.startsWith('/audit') ? 'changeSchedule' : 'kept');
  }
  const [action] = (await auditor.call('GET', '/api/v1/bulk-actions')).body.items;
  expect(action.filter).toEqual({ tag: 'kept' });
});

test('who was granted it, and every operator, sees them', async () => {
  for (const user of [await signedIn(api, 'viewer', { seesPayloads: true }), await signedIn(api, 'operator')]) {
    const { body } = await user.call('GET', `/api/v1/runs/${id}`);
    expect([body.input, body.metadata]).toEqual([{ text: SECRET }, { note: SECRET }]);
    expect((await user.call('GET', `/api/v1/runs/${id}/logs`)).body.items).toHaveLength(1);
    expect((await user.call('GET', `/api/v1/runs?data=input.text:${SECRET}`)).body.items).toHaveLength(1);
  }
});

test('a token without the scope starts runs, and reads back nothing of what is in them', async () => {
  const token = await givenToken(api, { permissions: ['runs:write', 'runs:read'] });
  const key = { 'idempotency-key': 'k' };
  await api.call('POST', '/api/v1/runs', { task: 'demo.noop', input: { text: SECRET } }, key);
  const same = await token.call('POST', '/api/v1/runs', { task: 'demo.noop', input: { text: SECRET } }, key);
  expect([same.status, same.body.input]).toEqual([202, null]);
  expect((await token.call('POST', `/api/v1/runs/${id}/replay`)).body.input).toBeNull();
  expect((await token.call('POST', `/api/v1/runs/${id}/cancel`)).body.input).toBeNull();
});
