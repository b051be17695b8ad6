import { afterEach, describe, expect, test } from 'bun:test';
import { createServer, type Socket } from 'node:net';
import { parseAllowList } from './allow-list.ts';
import { createHttpSender, type HttpSenderOptions, type OutgoingRequest } from './http-sender.ts';
import type { Resolve } from './resolve-target.ts';
import { TEST_CERTIFICATE, TEST_KEY } from './test-certificate.ts';

const opened: { stop(): void }[] = [];
afterEach(() => {
  for (const server of opened.splice(0)) server.stop();
});

/** What a server was sent. */
interface Received {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
}

/** A real server on loopback that remembers what it was sent. */
function serve(respond: (path: string) => Response, options: { hostname?: string; isTls?: boolean } = {}) {
  const received: Received[] = [];
  const server = Bun.serve({
    port: 0,
    hostname: options.hostname ?? '127.0.0.1',
    ...(options.isTls && { tls: { cert: TEST_CERTIFICATE, key: TEST_KEY } }),
    async fetch(request) {
      const path = new URL(request.url).pathname;
      const headers = Object.fromEntries(request.headers);
      received.push({ method: request.method, path, headers, body: await request.text() });
      return respond(path);
    },
  });
  opened.push({ stop: () => void server.stop(true) });
  return { port: server.port, received };
}

/** A server that says exactly these bytes, and whose connections can be watched. */
async function serveRaw(onRequest: (socket: Socket) => void) {
  const closed = Promise.withResolvers<void>();
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {}).on('close', () => closed.resolve());
    socket.once('data', () => onRequest(socket));
  });
  const port = await new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    }),
  );
  opened.push({
    stop: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  });
  return { port, closed: closed.promise };
}

const to127001: Resolve = async () => [{ address: '127.0.0.1', family: 4 }];

function send(
  url: string,
  request: Partial<OutgoingRequest> = {},
  { signal = new AbortController().signal, ...options }: Partial<HttpSenderOptions> & { signal?: AbortSignal } = {},
) {
  const sender = createHttpSender({ allow: parseAllowList('127.0.0.1'), resolve: to127001, ...options });
  return sender.send(
    {
      url: new URL(url),
      method: 'POST',
      headers: { 'webhook-id': 'run-1' },
      originHeaders: { authorization: 'Bearer secret', 'webhook-signature': 'v1,abc' },
      body: Buffer.from('{"n":1}'),
      maxBodyBytes: 10_000,
      ...request,
    },
    signal,
  );
}

const redirect = (status: number, location: string) => new Response(null, { status, headers: { location } });

describe('a request', () => {
  test('goes to the checked address and carries the name', async () => {
    const { port, received } = serve(() => Response.json({ ok: true }));
    const answer = await send(`http://service.test:${port}/work?token=1`);
    expect([answer.status, String(answer.body), answer.isCut]).toEqual([200, '{"ok":true}', false]);
    expect(received).toMatchObject([
      {
        method: 'POST',
        path: '/work',
        body: '{"n":1}',
        headers: { host: `service.test:${port}`, authorization: 'Bearer secret' },
      },
    ]);
  });

  test('asks the resolver once: a name that changes its address in between gains nothing', async () => {
    const open = serve(() => new Response('open'));
    const internal = serve(() => new Response('internal'), { hostname: '127.0.0.2' });
    const addresses = ['127.0.0.1', '127.0.0.2', '127.0.0.2'];
    const resolve: Resolve = async () => [{ address: addresses.shift() ?? '', family: 4 }];
    expect(String((await send(`http://rebind.test:${open.port}/`, {}, { resolve })).body)).toBe('open');
    expect(addresses).toHaveLength(2);
    await expect(send(`http://rebind.test:${internal.port}/`, {}, { resolve })).rejects.toThrow(
      '127.0.0.2, which is not public (loopback)',
    );
    expect(internal.received).toEqual([]);
  });

  test('is refused for this machine unless that is allowed', async () => {
    const { port, received } = serve(() => new Response('internal'));
    const closed = createHttpSender({ allow: parseAllowList('') });
    const request = { method: 'GET', headers: {}, originHeaders: {}, body: null, maxBodyBytes: 1 };
    for (const host of ['localhost', '127.0.0.1', '[::1]', '2130706433']) {
      const url = new URL(`http://${host}:${port}/`);
      await expect(closed.send({ ...request, url }, new AbortController().signal)).rejects.toThrow('loopback');
    }
    expect(received).toEqual([]);
  });

  test('takes no proxy from the environment', async () => {
    const proxy = serve(() => new Response('proxied'));
    const { port } = serve(() => new Response('direct'));
    const before = Bun.env.http_proxy;
    Bun.env.http_proxy = `http://127.0.0.1:${proxy.port}`;
    expect(String((await send(`http://service.test:${port}/`)).body)).toBe('direct');
    if (before === undefined) delete Bun.env.http_proxy;
    else Bun.env.http_proxy = before;
  });
});

describe('a redirect', () => {
  test('by 307 or 308 repeats method, body and headers on the same origin', async () => {
    const { port, received } = serve((path) =>
      path === '/a' ? redirect(308, '/b') : path === '/b' ? redirect(307, '/c') : new Response('done'),
    );
    const answer = await send(`http://service.test:${port}/a`);
    expect([String(answer.body), answer.url.pathname]).toEqual(['done', '/c']);
    const [first, , last] = received;
    expect(last).toEqual({ ...first, path: '/c' } as Received);
  });

  test('to another origin carries no credentials and no signature, not even back', async () => {
    const home = serve((path) =>
      path === '/a' ? redirect(307, `http://other.test:${other.port}/b`) : new Response('done'),
    );
    const other = serve(() => redirect(307, `http://service.test:${home.port}/c`));
    expect((await send(`http://service.test:${home.port}/a`)).status).toBe(200);
    for (const { headers, body } of [...other.received, ...home.received.slice(1)]) {
      expect([headers.authorization, headers['webhook-signature']]).toEqual([undefined, undefined]);
      expect([headers['webhook-id'], body]).toEqual(['run-1', '{"n":1}']);
    }
    expect(home.received).toHaveLength(2);
  });

  test('by an older code is no answer to a POST, but followed for a GET', async () => {
    const { port, received } = serve((path) => (path === '/a' ? redirect(302, '/login') : new Response('page')));
    expect((await send(`http://service.test:${port}/a`)).status).toBe(302);
    expect(String((await send(`http://service.test:${port}/a`, { method: 'GET', body: null })).body)).toBe('page');
    expect(received.map(({ path }) => path)).toEqual(['/a', '/a', '/login']);
  });

  test.each([
    ['http://127.0.0.2/', 'is not public (loopback)'],
    ['http://2130706434/', 'is not public (loopback)'],
    ['http://169.254.169.254/latest/meta-data/', 'is not public (link-local)'],
    ['http://[::ffff:169.254.169.254]/', 'is not public (IPv4-in-IPv6)'],
    ['//[::1]/', 'is not public (loopback)'],
    ['file:///etc/passwd', 'must begin with http'],
    ['http://user:word@service.test/', 'must not hold a user or password'],
    ['http://:99999/', 'is not a valid URL'],
  ])('to %s is refused', async (location, message) => {
    const { port } = serve(() => redirect(307, location));
    await expect(send(`http://service.test:${port}/`)).rejects.toMatchObject({
      name: 'TargetRefused',
      message: expect.stringContaining(message),
    });
  });

  test('is followed five times, not more', async () => {
    const { port, received } = serve((path) => redirect(307, `${path}x`));
    await expect(send(`http://service.test:${port}/`)).rejects.toThrow('redirects more than 5 times');
    expect(received).toHaveLength(6);
  });
});

describe('TLS to a pinned address', () => {
  test('checks the certificate against the name', async () => {
    const { port, received } = serve(() => new Response('safe'), { isTls: true });
    const trusting = { ca: TEST_CERTIFICATE };
    expect(String((await send(`https://secure.test:${port}/`, {}, trusting)).body)).toBe('safe');
    await expect(send(`https://other.test:${port}/`, {}, trusting)).rejects.toThrow(
      "does not match certificate's altnames",
    );
    await expect(send(`https://127.0.0.1:${port}/`, {}, trusting)).rejects.toThrow(
      "does not match certificate's altnames",
    );
    await expect(send(`https://secure.test:${port}/`)).rejects.toThrow(/certificate/);
    expect(received).toHaveLength(1);
  });

  test('is not given up by a redirect', async () => {
    const { port } = serve(() => redirect(307, `http://secure.test:${port}/`), { isTls: true });
    await expect(send(`https://secure.test:${port}/`, {}, { ca: TEST_CERTIFICATE })).rejects.toThrow(
      'which is not encrypted',
    );
  });
});

describe('an answer', () => {
  test('is read up to the limit, then the connection is closed', async () => {
    const { port, closed } = await serveRaw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      const more = () => socket.write('x'.repeat(100_000), (error) => error ?? more());
      more();
    });
    const answer = await send(`http://service.test:${port}/`);
    expect([answer.body.byteLength, answer.isCut]).toEqual([10_000, true]);
    await closed;
  });

  test.each([
    ['a body shorter than announced', 'HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{"n":'],
    ['a chunked body without its end', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n'],
    ['no HTTP at all', 'SSH-2.0-OpenSSH_9.9\r\n'],
    ['nothing', ''],
    ['endless headers', `HTTP/1.1 200 OK\r\n${'x-filler: 0123456789\r\n'.repeat(10_000)}`],
    ['an upgrade', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'],
  ])('that is %s is an error', async (_what, bytes) => {
    const { port } = await serveRaw((socket) => socket.end(bytes));
    await expect(send(`http://service.test:${port}/`)).rejects.toThrow();
  });

  test('that comes too slowly is given up at once by an abort', async () => {
    const aborter = new AbortController();
    const { port, closed } = await serveRaw((socket) =>
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{"n":', () => aborter.abort()),
    );
    await expect(send(`http://service.test:${port}/`, {}, { signal: aborter.signal })).rejects.toThrow();
    await closed;
  });
});

test('an abort does not wait for a resolver that hangs', async () => {
  const aborter = new AbortController();
  const resolve: Resolve = () => {
    queueMicrotask(() => aborter.abort());
    return new Promise(() => {});
  };
  await expect(send('http://hangs.test/', {}, { resolve, signal: aborter.signal })).rejects.toThrow('aborted');
});
