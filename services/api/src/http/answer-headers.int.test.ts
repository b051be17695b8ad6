import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createTestDatabase } from '@fbrain/testing/test-database';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

const APP = 'https://app.example.com';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi(await createTestDatabase(), { http: { CORS_ORIGINS: APP, RATE_LIMIT_ADDRESS: '3' } });
});
afterAll(() => api.stop());

const get = (path: string, headers: Record<string, string> = {}) => api.call('GET', path, undefined, headers);
const preflight = (origin: string) =>
  fetch(`${api.url}/api/v1/runs`, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
  });

test('every answer, good or bad, is nothing but data to a browser', async () => {
  const paths = ['/api/v1/runs', '/api/v1/runs/x', '/nothing', '/healthz', '/api/v1/events?x=1'];
  for (const path of paths) {
    const { headers } = await get(path);
    expect({ path, nosniff: headers.get('x-content-type-options') }).toEqual({ path, nosniff: 'nosniff' });
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  }
});

test('the page of the documentation keeps its own rules', async () => {
  const { headers } = await get('/docs');
  expect(headers.get('content-security-policy')).toContain("script-src 'self'");
  expect(headers.get('content-security-policy')).not.toContain("default-src 'none'; frame");
  expect((await get('/docs/swagger-ui.css')).headers.get('cache-control')).toBe('public, max-age=3600');
});

test('pages of other origins may read answers only where the operator lists them', async () => {
  const allowed = await get('/api/v1/runs', { origin: APP });
  expect(allowed.headers.get('access-control-allow-origin')).toBe(APP);
  expect(allowed.headers.get('vary')).toContain('origin');
  expect(allowed.headers.get('access-control-allow-credentials')).toBeNull();
  const refused = await get('/api/v1/runs', { origin: 'https://evil.example' });
  expect(refused.headers.get('access-control-allow-origin')).toBeNull();
  const missing = await get('/api/v1/runs/x', { origin: APP });
  expect([missing.status, missing.headers.get('access-control-allow-origin')]).toEqual([404, APP]);
});

test('a browser that asks first is answered without a token', async () => {
  const answer = await preflight(APP);
  expect([answer.status, answer.headers.get('access-control-allow-headers')]).toEqual([
    204,
    expect.stringContaining('authorization'),
  ]);
  expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
});

test('who guesses tokens is told to slow down, and others at the same address are served', async () => {
  const guess = () => get('/api/v1/runs', { authorization: 'Bearer fb_wrong' });
  const answers = [];
  for (let i = 0; i < 8; i++) answers.push(await guess());
  const last = answers.at(-1);
  expect(answers[0]?.status).toBe(401);
  expect(last).toMatchObject({ status: 429, body: { code: 'overloaded' } });
  expect(last?.headers.get('retry-after')).toBe('1');
  expect(last?.headers.get('ratelimit-limit')).toBe('6');
  expect((await get('/api/v1/runs')).status).toBe(200);
});

test('who tries to sign in or to guess a link is told to slow down as well, before anything is looked up', async () => {
  const knock = (path: string, body: object) => api.call('POST', `/api/v1/${path}`, body, { authorization: '' });
  for (const path of ['session', 'setup', 'password-reset']) {
    const answers = await Promise.all(Array.from({ length: 20 }, () => knock(path, {})));
    const slowed = answers.filter(({ status, body }) => status === 429 && body.code === 'overloaded');
    expect({ path, isSlowed: slowed.length > 5 }).toEqual({ path, isSlowed: true });
  }
  expect((await api.call('GET', '/api/v1/setup', undefined, { authorization: '' })).status).toBe(200);
});
