import { afterAll, beforeAll, expect, test } from 'bun:test';
import { silentLogger } from '@fbrain/adapters/logging/logger';
import { getToken } from '@fbrain/adapters/postgres/token-store';
import { CONFIGURATION_PRINCIPAL } from '@fbrain/core/access/principal';
import { createTestDatabase } from '@fbrain/testing/test-database';
import { givenToken, signedIn } from '../../testing/sign-in.ts';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';
import type { Caller } from './credential-cache.ts';
import { createUsageRecorder } from './usage-recorder.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi(await createTestDatabase());
});
afterAll(() => api.stop());

const callerOf = (kind: 'token' | 'user', id: string, sessionId: string | null): Caller => ({
  principal: { ...CONFIGURATION_PRINCIPAL, kind, id },
  sessionId,
  expiresAtMs: Number.POSITIVE_INFINITY,
});

test('the use of tokens and sessions is written once for all uses since the last time', async () => {
  const token = await givenToken(api);
  const user = await signedIn(api, 'viewer');
  await api.sql`update fbrain.session set last_seen_at = now() - interval '1 hour' where user_id = ${user.id}`;
  const [session] = await api.sql<{ id: string }[]>`select id from fbrain.session where user_id = ${user.id}`;
  const recorder = createUsageRecorder(api.sql, silentLogger);
  for (let use = 0; use < 100; use++) {
    recorder.note(callerOf('token', token.id, null));
    recorder.note(callerOf('user', user.id, session?.id ?? ''));
  }
  expect((await getToken(api.sql, token.id))?.lastUsedAt).toBeNull();
  await recorder.runOnce();
  const used = (await getToken(api.sql, token.id))?.lastUsedAt;
  expect(Date.now() - Date.parse(used ?? '')).toBeLessThan(60_000);
  const [seen] =
    await api.sql`select last_seen_at > now() - interval '1 minute' as now from fbrain.session where user_id = ${user.id}`;
  expect(seen?.now).toBe(true);
  await recorder.runOnce();
  expect((await getToken(api.sql, token.id))?.lastUsedAt).toBe(used ?? '');
});

test('what was used shortly before the end is written at the end', async () => {
  const token = await givenToken(api);
  const recorder = createUsageRecorder(api.sql, silentLogger);
  await recorder.start();
  recorder.note(callerOf('token', token.id, null));
  await recorder.stop();
  expect((await getToken(api.sql, token.id))?.lastUsedAt).not.toBeNull();
});
