import { afterEach, describe, expect, test } from 'bun:test';
import { createServer } from 'node:net';
import type { ChannelSettings, OpenChannel } from '@fbrain/core/notification/channel';
import { testMessage } from '@fbrain/core/notification/to-message';
import { startSmtpServer } from '@fbrain/testing/start-smtp-server';
import { parseAllowList } from '../http-sender/allow-list.ts';
import { TEST_CERTIFICATE, TEST_KEY } from '../http-sender/test-certificate.ts';
import { createNotificationSender } from './notification-sender.ts';

const running: { stop(): unknown }[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
});

const smtp = async (options: Parameters<typeof startSmtpServer>[0] = {}) => {
  const server = await startSmtpServer(options);
  running.push(server);
  return server;
};
const sender = (allow = '127.0.0.1', timeoutMs = 5_000) =>
  createNotificationSender({
    allow: parseAllowList(allow),
    publicUrl: 'https://fbrain.example.org/',
    version: '1',
    resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    timeoutMs,
    ca: TEST_CERTIFICATE,
  });
const outgoing = { id: '019ab000-0000-7000-8000-000000000001', message: testMessage(0) };
const mail = (port: number, settings: ChannelSettings = {}, password?: string): OpenChannel => ({
  name: 'ops',
  kind: 'email',
  settings: {
    host: 'secure.test',
    port,
    security: 'none',
    from: 'F_BRAIN <fbrain@example.org>',
    to: ['a@example.org', 'b@example.org'],
    ...settings,
  },
  secrets: password === undefined ? {} : { password },
});

describe('a mail', () => {
  test('reaches everybody, encrypted and with a password', async () => {
    const server = await smtp({ user: 'me', password: 'secret-word', key: TEST_KEY, cert: TEST_CERTIFICATE });
    const channel = mail(server.port, { security: 'starttls', user: 'me' }, 'secret-word');
    expect(await sender().send(channel, outgoing)).toStartWith('250');
    expect(server.mails).toMatchObject([
      { from: 'fbrain@example.org', to: ['a@example.org', 'b@example.org'], user: 'me', isEncrypted: true },
    ]);
    expect(server.mails[0]?.text).toContain('Subject: [F_BRAIN] Test: This is a test');
    expect(server.mails[0]?.text).toContain(`Message-ID: <${outgoing.id}@fbrain>`);
    expect(server.mails[0]?.text).toContain('https://fbrain.example.org/settings/notifications');
  });

  test('is not sent in clear where encryption was asked for', async () => {
    const server = await smtp();
    await expect(sender().send(mail(server.port, { security: 'starttls' }), outgoing)).rejects.toThrow(/STARTTLS/i);
    expect(server.mails).toEqual([]);
  });

  test('that a server refuses is refused in its own words', async () => {
    const wrong = await smtp({ user: 'me', password: 'right', key: TEST_KEY, cert: TEST_CERTIFICATE });
    const channel = mail(wrong.port, { security: 'starttls', user: 'me' }, 'wrong-word');
    const refusal = await sender()
      .send(channel, outgoing)
      .catch((error: Error) => error.message);
    expect(refusal).toContain('535 Authentication credentials invalid');
    expect(refusal).not.toContain('wrong-word');
    const unknown = await smtp({ refuse: 'no such user here' });
    await expect(sender().send(mail(unknown.port), outgoing)).rejects.toThrow('550 no such user here');
  });

  test('to a server that is not there, or hangs, fails in time', async () => {
    const gone = await startSmtpServer();
    await gone.stop();
    await expect(sender().send(mail(gone.port), outgoing)).rejects.toThrow('ECONNREFUSED');
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    running.push({ stop: () => silent.close() });
    const { port } = silent.address() as { port: number };
    // Connection, greeting and the whole have the same time, so any may be the first to say it.
    await expect(sender('127.0.0.1', 200).send(mail(port), outgoing)).rejects.toThrow(
      /did not answer in time|No answer within 0.2 s/,
    );
  });

  test('never goes to a private address that nobody allowed', async () => {
    const server = await smtp();
    await expect(sender('').send(mail(server.port), outgoing)).rejects.toThrow('127.0.0.1, which is not public');
    expect(server.mails).toEqual([]);
  });
});

describe('a webhook', () => {
  const key = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
  const serve = (answer: (body: Record<string, unknown>, headers: Headers) => Response) => {
    const server = Bun.serve({
      port: 0,
      hostname: '127.0.0.1',
      fetch: async (request) => answer((await request.json()) as Record<string, unknown>, request.headers),
    });
    running.push({ stop: () => server.stop(true) });
    return `http://127.0.0.1:${server.port}/hook/secret-path`;
  };

  test('gets the facts, signed as Standard Webhooks asks', async () => {
    let headers = new Headers();
    const url = serve((body, given) => {
      headers = given;
      return Response.json({ seen: body.type });
    });
    const channel: OpenChannel = { name: 'w', kind: 'webhook', settings: {}, secrets: { url, signingKey: key } };
    expect(await sender().send(channel, outgoing)).toBe('200 {"seen":"notification.test"}');
    expect(headers.get('webhook-id')).toBe(outgoing.id);
    expect(headers.get('webhook-signature')).toStartWith('v1,');
  });

  test('of Slack gets a text, and what it refuses is told without its secret address', async () => {
    const url = serve((body) => new Response(`no_service ${url} ${typeof body.text}`, { status: 404 }));
    const channel: OpenChannel = { name: 's', kind: 'slack', settings: {}, secrets: { url } };
    await expect(sender().send(channel, outgoing)).rejects.toThrow('It answered 404 no_service [redacted] string');
  });
});
