import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createTestDatabase } from '@fbrain/testing/test-database';
import { cookieOf, givenUser, PASSWORD } from '../../testing/sign-in.ts';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

let api: TestApi;
beforeAll(async () => {
  const access = { INSECURE_COOKIES: 'true', TRUSTED_PROXIES: '127.0.0.1' };
  api = await startTestApi(await createTestDatabase(), { access });
});
afterAll(() => api.stop());

test('an operator can open an installation to plain HTTP, and its sessions work', async () => {
  const { email } = await givenUser(api, 'viewer');
  const headers = { authorization: '', origin: 'http://192.0.2.9', 'sec-fetch-site': 'same-origin' };
  const answer = await api.call('POST', '/api/v1/session', { email, password: PASSWORD }, headers);
  expect([answer.status, cookieOf(answer)]).toEqual([200, expect.stringMatching(/^fbrain=/)]);
  const session = { authorization: '', cookie: cookieOf(answer) };
  expect((await api.call('GET', '/api/v1/session', undefined, session)).body.principal.name).toBe(email);
});

test('behind a trusted proxy the caller is whom the proxy names, in sessions and in the audit log', async () => {
  const { email } = await givenUser(api, 'viewer');
  const headers = { authorization: '', 'x-forwarded-for': '203.0.113.66, 198.51.100.7' };
  const answer = await api.call('POST', '/api/v1/session', { email, password: PASSWORD }, headers);
  const session = { authorization: '', cookie: cookieOf(answer) };
  expect((await api.call('GET', '/api/v1/sessions', undefined, session)).body.items[0].address).toBe('198.51.100.7');
  const { items } = (await api.call('GET', `/api/v1/audit?actor=${email}`)).body;
  expect(items[0].address).toBe('198.51.100.7');
});
