import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { startSmtpServer } from '@fbrain/testing/start-smtp-server';
import { createTestDatabase } from '@fbrain/testing/test-database';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi(await createTestDatabase());
});
afterAll(() => api.stop());

const path = (rest: string) => `/api/v1/notifications/${rest}`;
const SECRET = 'hidden-word-42';
const mail = (changes: object = {}) => ({
  name: `mail ${crypto.randomUUID()}`,
  kind: 'email',
  settings: { host: '127.0.0.1', port: 25, security: 'none', user: 'me', from: 'a@example.org', to: ['b@example.org'] },
  secrets: { password: SECRET },
  ...changes,
});
const givenChannel = async (changes: object = {}): Promise<{ id: string; name: string }> =>
  (await api.call('POST', path('channels'), mail(changes))).body;

describe('a channel', () => {
  test('never shows its secrets again, in no answer, row or audit entry', async () => {
    const made = await api.call('POST', path('channels'), mail());
    expect(made).toMatchObject({
      status: 201,
      body: { secretsSet: ['password'], target: 'b@example.org via 127.0.0.1:25' },
    });
    const changed = await api.call('PATCH', path(`channels/${made.body.id}`), { name: `${made.body.name} 2` });
    expect(changed).toMatchObject({ status: 200, body: { secretsSet: ['password'] } });
    const rows = await api.sql`select to_json(c) as c from fbrain.notification_channel as c`;
    const audit = await api.sql`select to_json(a) as a from fbrain.audit_entry as a`;
    const list = await api.call('GET', path('channels'));
    expect(JSON.stringify([made.body, changed.body, rows, audit, list.body])).not.toContain(SECRET);
  });

  test('keeps the secrets that a change does not name, and loses the one that is null', async () => {
    const { id } = await givenChannel();
    const { settings } = mail();
    const { user: _, ...withoutUser } = settings;
    const changed = await api.call('PATCH', path(`channels/${id}`), {
      settings: withoutUser,
      secrets: { password: null },
    });
    expect(changed).toMatchObject({ status: 200, body: { secretsSet: [] } });
  });

  test('has a name of its own', async () => {
    const { name } = await givenChannel();
    expect(await api.call('POST', path('channels'), mail({ name }))).toMatchObject({
      status: 409,
      body: { code: 'channel-exists' },
    });
  });

  test.each([
    [{}, '/name'],
    [mail({ kind: 'pigeon' }), '/kind'],
    [mail({ kind: 'slack', settings: {} }), '/secrets/url'],
    [mail({ secrets: { password: 'x'.repeat(5_000) } }), '/secrets/password'],
    [mail({ kind: 'webhook', settings: {}, secrets: { url: 'file:///etc/passwd' } }), '/secrets/url'],
    [
      mail({ kind: 'webhook', settings: {}, secrets: { url: 'https://example.org', signingKey: 'weak' } }),
      '/secrets/signingKey',
    ],
    [mail({ settings: { host: 'x', from: 'a@b.c\nBcc: d@e.f', to: ['a@b.c'] } }), '/settings/from'],
  ])('%#: what is wrong is refused by the name of its field', async (body, field) => {
    const answer = await api.call('POST', path('channels'), body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((error: { path: string }) => error.path)).toContain(field);
  });

  test('that is not there is told so', async () => {
    for (const id of ['nonsense', crypto.randomUUID()]) {
      expect((await api.call('POST', path(`channels/${id}/test`))).body.code).toBe('channel-not-found');
      expect((await api.call('DELETE', path(`rules/${id}`))).body.code).toBe('rule-not-found');
    }
  });
});

describe('a test', () => {
  test('sends a mail and tells what the server said', async () => {
    const server = await startSmtpServer();
    const { user: _, ...settings } = { ...mail().settings, port: server.port };
    const { id } = await givenChannel({ settings, secrets: {} });
    const answer = await api.call('POST', path(`channels/${id}/test`));
    expect(answer).toMatchObject({ status: 200, body: { delivered: true, answer: expect.stringContaining('250') } });
    expect(server.mails).toHaveLength(1);
    const { body } = await api.call('GET', path(`deliveries?channelId=${id}`));
    expect(body.items).toMatchObject([{ state: 'delivered', message: { type: 'test' } }]);
    await server.stop();
  });

  test('that fails tells why, in words', async () => {
    const server = await startSmtpServer();
    await server.stop();
    const { id } = await givenChannel({ settings: { ...mail().settings, port: server.port } });
    expect((await api.call('POST', path(`channels/${id}/test`))).body).toEqual({
      delivered: false,
      answer: expect.stringContaining('ECONNREFUSED'),
    });
    const { id: elsewhere } = await givenChannel({ settings: { ...mail().settings, host: '169.254.169.254' } });
    expect((await api.call('POST', path(`channels/${elsewhere}/test`))).body).toEqual({
      delivered: false,
      answer: expect.stringContaining('not public (link-local)'),
    });
  });
});

describe('a rule', () => {
  test('is made with defaults, changed, switched off and removed', async () => {
    const channel = await givenChannel();
    const made = await api.call('POST', path('rules'), { name: 'r1', kind: 'queue-stuck', channels: [channel.id] });
    expect(made).toMatchObject({
      status: 201,
      body: { condition: { queue: '*', olderThan: '5m' }, throttle: '5m', enabled: true, open: [] },
    });
    const { id } = made.body;
    const off = await api.call('PATCH', path(`rules/${id}`), { enabled: false, condition: { olderThan: '10m' } });
    expect(off.body).toMatchObject({ enabled: false, condition: { olderThan: '10m' } });
    await api.call('DELETE', path(`channels/${channel.id}`));
    const { body } = await api.call('GET', path('rules'));
    expect(body.items.find((rule: { id: string }) => rule.id === id)).toMatchObject({ channels: [] });
    expect((await api.call('DELETE', path(`rules/${id}`))).status).toBe(200);
  });

  test.each([
    [{ channels: [crypto.randomUUID()] }, '/channels/0'],
    [{ channels: ['x'] }, '/channels/0'],
    [{ kind: 'failure-rate', condition: { rate: 1 } }, '/condition/rate'],
    [{ condition: { olderThan: '5m' } }, '/condition/olderThan'],
    [{ throttle: 'often' }, '/throttle'],
  ])('with %j is refused by the name of its field', async (changes, field) => {
    const body = { name: 'bad', kind: 'run-failed', channels: [], ...changes };
    const answer = await api.call('POST', path('rules'), body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((error: { path: string }) => error.path)).toContain(field);
  });

  test('has a name of its own', async () => {
    const body = { name: 'twice', kind: 'run-failed', channels: [] };
    expect((await api.call('POST', path('rules'), body)).status).toBe(201);
    expect((await api.call('POST', path('rules'), body)).body.code).toBe('rule-exists');
  });
});
