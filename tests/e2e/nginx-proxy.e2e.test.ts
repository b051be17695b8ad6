import { afterAll, describe, expect, test } from 'bun:test';
import { freePort } from '@fbrain/local-stack/free-port';
import { temporaryFolders } from '@fbrain/testing/temporary-folder';
import { testEnvironment } from '@fbrain/testing/test-environment';
import { type NginxOptions, startNginx } from './system/nginx.ts';

const newFolder = temporaryFolders('fbrain-nginx-');
const opened: { close(): unknown }[] = [];
afterAll(async () => {
  for (const one of opened.toReversed()) await one.close();
});

async function openNginx(options: Partial<NginxOptions>) {
  const dir = newFolder();
  const nginx = await startNginx({ dir, apiUrls: ['http://127.0.0.1:1'], uiDir: dir, ...options });
  opened.push(nginx);
  return nginx;
}

/** An upstream that answers with the headers it was sent, and echoes over WebSocket. */
function openMirror(port = 0) {
  const methods: string[] = [];
  const server = Bun.serve({
    port,
    hostname: '127.0.0.1',
    fetch(request, own) {
      methods.push(request.method);
      if (own.upgrade(request)) return;
      return Response.json(request.headers.toJSON());
    },
    websocket: { message: (socket, text) => void socket.send(`echo ${text}`) },
  });
  opened.push({ close: () => server.stop(true) });
  return { url: server.url.origin, methods };
}

/** An upstream that dies when it has read a request. */
function openDying() {
  const methods: string[] = [];
  const server = Bun.listen({
    port: 0,
    hostname: '127.0.0.1',
    socket: {
      data(socket, data) {
        methods.push(data.toString().split(' ')[0] ?? '');
        socket.terminate();
      },
    },
  });
  opened.push({ close: () => server.stop(true) });
  return { url: `http://127.0.0.1:${server.port}`, methods };
}

const headersSeen = async (url: string, headers: Record<string, string>, path = '/api/v1/runs') =>
  (await (await fetch(`${url}${path}`, { headers })).json()) as Record<string, string>;

const CLAIMS = {
  'x-forwarded-for': '6.6.6.6',
  'x-real-ip': '6.6.6.6',
  'x-forwarded-proto': 'https',
  'x-forwarded-host': 'evil',
  forwarded: 'for=6.6.6.6',
};

describe.skipIf(!testEnvironment.nginx)('what Nginx hands on', () => {
  test('a caller cannot say where it comes from, but a trusted proxy can', async () => {
    const mirror = openMirror();
    const door = await openNginx({ apiUrls: [mirror.url] });
    const seen = await headersSeen(door.url, CLAIMS);
    expect(seen).toMatchObject({
      'x-forwarded-for': '127.0.0.1',
      'x-real-ip': '127.0.0.1',
      'x-forwarded-proto': 'http',
    });
    expect(seen['x-forwarded-host']).toBe(new URL(door.url).host);
    expect(seen).not.toHaveProperty('forwarded');

    const behind = await openNginx({ apiUrls: [mirror.url], env: { NGINX_TRUSTED_PROXIES: '10.0.0.0/8, 127.0.0.1' } });
    const relayed = await headersSeen(behind.url, { ...CLAIMS, 'x-forwarded-for': '9.9.9.9, 6.6.6.6, 10.1.2.3' });
    expect(relayed).toMatchObject({ 'x-forwarded-for': '6.6.6.6', 'x-forwarded-proto': 'https' });
  });

  test('the 64 bits of one IPv6 customer count as one address, those of others do not', async () => {
    const env = { NGINX_TRUSTED_PROXIES: '127.0.0.1', NGINX_RATE: '1' };
    const door = await openNginx({ apiUrls: [openMirror().url], env });
    const refusedOf = async (addressOf: (n: number) => string) => {
      const ask = (_: unknown, n: number) =>
        fetch(`${door.url}/api/v1/runs`, { headers: { 'x-forwarded-for': addressOf(n + 1) } });
      return (await Promise.all(Array.from({ length: 10 }, ask))).filter(({ status }) => status === 429).length;
    };
    // Both ways in which Nginx writes zeros, and none at all.
    for (const prefix of ['2001:db8:1::', '2001:db8:2:3:4:5:6:', '2001::7:1:1:1:']) {
      expect(await refusedOf((n) => `${prefix}${n}`)).toBeWithin(1, 10);
    }
    for (const suffix of ['::1', ':1:1:1:1']) expect(await refusedOf((n) => `2001:db8:9:${n}${suffix}`)).toBe(0);
    expect(await refusedOf((n) => `2001::${n + 100}:1:1:1:1`)).toBe(0);
    expect(await refusedOf((n) => `192.0.2.${n}`)).toBe(0);
  });

  test('Grafana gets its own cookies, not the session of F_BRAIN, and speaks WebSocket', async () => {
    const mirror = openMirror();
    const door = await openNginx({ env: { NGINX_GRAFANA: new URL(mirror.url).host } });
    const cookies = async (cookie: string) => (await headersSeen(door.url, { cookie }, '/grafana/api/user')).cookie;
    expect(await cookies('__Host-fbrain=secret')).toBeUndefined();
    expect(await cookies('a=1; __Host-fbrain=secret; fbrain=secret; grafana_session=2')).toBe('a=1; grafana_session=2');
    expect(await cookies('grafana_session=2; __Host-fbrain=secret')).not.toContain('secret');
    expect(await cookies('grafana_session=2')).toBe('grafana_session=2');

    const live = new WebSocket(`${door.url.replace('http', 'ws')}/grafana/api/live/ws`);
    const answer = Promise.withResolvers<string>();
    live.onopen = () => live.send('hello');
    live.onmessage = ({ data }) => answer.resolve(data);
    live.onerror = () => answer.reject(new Error('no WebSocket'));
    expect(await answer.promise).toBe('echo hello');
    live.close();
  });

  test('Grafana that is not there is said so, and one that is not set up is nothing', async () => {
    const away = await openNginx({ env: { NGINX_GRAFANA: `127.0.0.1:${await freePort()}` } });
    const answer = await fetch(`${away.url}/grafana/`);
    expect([answer.status, (await answer.text()).includes('Grafana does not answer')]).toEqual([503, true]);
    const none = await fetch(`${(await openNginx({})).url}/grafana/`);
    expect([none.status, none.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
  });
});

describe.skipIf(!testEnvironment.nginx)('a replica that dies over a request', () => {
  const setup = async () => {
    const [dying, other] = [openDying(), openMirror()];
    const door = await openNginx({ apiUrls: [dying.url, other.url] });
    /** Sends until the dying replica had one. */
    const send = async (init: BunFetchRequestInit) => {
      const answers: Response[] = [];
      while (dying.methods.length === 0) answers.push(await fetch(`${door.url}/api/v1/runs`, init));
      return answers;
    };
    return { dying, other, send };
  };

  test('costs no read, and no write that has an Idempotency-Key', async () => {
    for (const init of [{ method: 'GET' }, { method: 'POST', body: '{}', headers: { 'idempotency-key': 'k' } }]) {
      const { other, send } = await setup();
      const answers = await send(init);
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
      expect(other.methods.length).toBe(answers.length);
    }
  });

  test('does not keep requests from one that has failed before and is back by now', async () => {
    const port = await freePort();
    const door = await openNginx({ apiUrls: [`http://127.0.0.1:${port}`, openDying().url] });
    const read = () => fetch(`${door.url}/api/v1/runs`);
    expect((await read()).status).toBe(503);
    const back = openMirror(port);
    for (let n = 0; n < 4; n++) expect((await read()).status).toBe(200);
    expect(back.methods.length).toBe(4);
  });

  test('costs any other write an answer, but never is one sent twice', async () => {
    const { dying, other, send } = await setup();
    const answers = await send({ method: 'POST', body: '{}' });
    expect(dying.methods.length + other.methods.length).toBe(answers.length);
    const last = answers.at(-1);
    expect([last?.status, await last?.json()]).toMatchObject([
      502,
      { detail: expect.stringContaining('may have been done') },
    ]);
  });

  test('no more than one that refuses connections costs: nothing was sent to it', async () => {
    const other = openMirror();
    const door = await openNginx({ apiUrls: [`http://127.0.0.1:${await freePort()}`, other.url] });
    const posts = Array.from({ length: 20 }, () => fetch(`${door.url}/api/v1/runs`, { method: 'POST', body: '{}' }));
    expect((await Promise.all(posts)).filter(({ status }) => status !== 200)).toEqual([]);
    expect(other.methods.length).toBe(20);
  });
});
