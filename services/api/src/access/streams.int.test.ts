import { afterAll, beforeAll, expect, test } from 'bun:test';
import { eventually } from '@fbrain/testing/eventually';
import { createTestDatabase } from '@fbrain/testing/test-database';
import { givenToken, signedIn } from '../../testing/sign-in.ts';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

let api: TestApi;
let runId: string;
beforeAll(async () => {
  api = await startTestApi(await createTestDatabase());
  runId = (await api.call('POST', '/api/v1/runs', { task: 'demo.noop', delay: '1h' })).body.id;
});
afterAll(() => api.stop());

/** Opens an event stream and tells when it ends. */
async function follow(path: string, headers: Record<string, string>) {
  const response = await fetch(`${api.url}/api/v1${path}`, { headers });
  const state = { status: response.status, hasEnded: false, text: '' };
  const reading = (async () => {
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) state.text += chunk;
    state.hasEnded = true;
  })();
  return { state, reading };
}

test('streams that a session or a token has opened end soon after it, on every replica', async () => {
  const user = await signedIn(api, 'operator');
  const other = await signedIn(api, 'operator');
  const token = await givenToken(api);
  const logs = `/runs/${runId}/logs?follow=true`;
  const [events, lines, foreign, kept] = await Promise.all([
    follow('/events', { cookie: user.cookie }),
    follow(logs, { cookie: user.cookie }),
    follow('/events', { authorization: `Bearer ${token.token}` }),
    follow('/events', { cookie: other.cookie }),
  ]);
  for (const { state } of [events, lines, foreign, kept]) expect(state.status).toBe(200);
  // As another replica does it.
  await api.sql`delete from fbrain.session where user_id = ${user.id}`;
  await api.sql`update fbrain.api_token set revoked_at = now() where id = ${token.id}`;
  await Promise.all([events, lines, foreign].map(({ reading }) => reading));
  expect(kept.state.hasEnded).toBe(false);
  await api.call('DELETE', `/api/v1/users/${other.id}/sessions`);
  await eventually(() => expect(kept.state.hasEnded).toBe(true));
});

test('who waits for the end of a run gets nothing of it once the token was revoked', async () => {
  const { id, call } = await givenToken(api, { permissions: ['runs:write', 'runs:read', 'payloads:read'] });
  const waiting = call('POST', '/api/v1/runs?wait=1m', { task: 'demo.noop', input: { n: 7 } });
  const runOf = async () => (await api.call('GET', '/api/v1/runs?data=input.n:7')).body.items[0];
  await eventually(async () => expect(await runOf()).toBeDefined());
  await api.call('DELETE', `/api/v1/tokens/${id}`);
  const run = await runOf();
  await api.call('POST', `/api/v1/runs/${run.id}/cancel`);
  const { status, body } = await waiting;
  expect([status, body.code, body.input]).toEqual([401, 'unauthorized', undefined]);
  expect(body.detail).toContain(run.id);
});
