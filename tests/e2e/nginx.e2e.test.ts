import { afterAll, beforeAll, expect, test } from 'bun:test';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '@fbrain/core/errors/problem';
import type { Run } from '@fbrain/core/run/run';
import { freePort } from '@fbrain/local-stack/free-port';
import { eventually } from '@fbrain/testing/eventually';
import { required } from '@fbrain/testing/test-environment';
import { describeSystem, type Tools } from './system/describe-system.ts';
import { type Nginx, type NginxOptions, startNginx } from './system/nginx.ts';
import { rawRequest } from './system/raw-request.ts';
import type { System } from './system/system.ts';
import { visitAllPages } from './system/visit-all-pages.ts';

const BODY_LIMIT = 1_048_576;

describeSystem('behind Nginx', { transport: 'postgres', nginx: true, browser: true }, (tools) => {
  const door = openDoor(tools);
  testPage(door);
  testHeaders(door);
  testInside(door);
  testLimits(door);
  testOutage(door);

  test('every page loads under the strict policy, without a fault', async () => {
    await tools.system().client.enqueue('demo.noop', {});
    const visited = await visitAllPages(tools.browser(), tools.system().url);
    expect(visited).toEqual(expect.arrayContaining(['/runs', '/tasks', '/queues', '/schedules', '/workers']));
  });
});

interface Door {
  system(): System;
  nginx(): Nginx;
  get(path: string, options?: BunFetchRequestInit): Promise<Response>;
  post(body: string, url?: string): Promise<Response>;
  headers(): Record<string, string>;
  /** One more Nginx before the same system. */
  start(options: Partial<NginxOptions>): Promise<Nginx>;
}

const uiDir = () => join(required('distDir'), 'ui');

function openDoor({ system }: Tools): Door {
  const started: Nginx[] = [];
  const nginx = () => started[0] as Nginx;
  const start = async (options: Partial<NginxOptions>) => {
    const one = await startNginx({ dir: system().dir, apiUrls: [system().apiUrl], uiDir: uiDir(), ...options });
    started.push(one);
    return one;
  };
  beforeAll(() => start({}));
  afterAll(async () => {
    for (const one of started) await one.close();
  });
  const headers = () => ({ authorization: `Bearer ${system().token}`, 'content-type': 'application/json' });
  return {
    system,
    nginx,
    start,
    headers,
    get: (path, options = {}) => fetch(`${nginx().url}${path}`, options),
    post: (body, url = nginx().url) => fetch(`${url}/api/v1/runs`, { method: 'POST', headers: headers(), body }),
  };
}

async function problemOf(answer: Response): Promise<Problem> {
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  return (await answer.json()) as Problem;
}

function testPage({ get }: Door): void {
  test('assets are kept for ever, the page is asked for again each time, and both come compressed', async () => {
    const page = await get('/');
    expect(page.headers.get('cache-control')).toBe('no-cache');
    const [, asset = ''] = /src="(\/assets\/[^"]+\.js)"/.exec(await page.text()) ?? [];
    const script = await get(asset, { headers: { 'accept-encoding': 'gzip' }, decompress: false });
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(script.headers.get('content-encoding')).toBe('gzip');
    expect((await script.bytes()).byteLength).toBe(statSync(join(uiDir(), `${asset}.gz`)).size);
    const again = await get('/', { headers: { 'if-none-match': page.headers.get('etag') ?? '' } });
    expect(again.status).toBe(304);
  });

  test('every address of the page is the page, and an asset of an earlier release is not', async () => {
    const page = await (await get('/')).text();
    expect(await (await get('/runs/0190?tab=logs')).text()).toBe(page);
    const gone = await get('/assets/index-of-yesterday.js');
    expect([gone.status, gone.headers.get('cache-control')]).toEqual([404, 'no-cache']);
    expect(await problemOf(gone)).toMatchObject({ code: 'not-found' });
  });

  test('the documentation works, under its own policy', async () => {
    const docs = await get('/docs');
    expect(docs.headers.get('content-security-policy')).toContain("script-src 'self'; style-src 'self';");
    expect(await (await get('/docs/json')).json()).toMatchObject({ openapi: expect.any(String) });
  });
}

function testHeaders({ get, post, headers }: Door): void {
  test('every kind of answer carries the security headers, once', async () => {
    const [asset = ''] = readdirSync(join(uiDir(), 'assets'));
    const paths = ['/', `/assets/${asset}`, '/assets/none.js', '/api/v1/runs', '/api/v1/none', '/docs', '/metrics'];
    const answers = await Promise.all([...paths.map((path) => get(path)), get('/', { method: 'POST' })]);
    answers.push(await post('x'.repeat(BODY_LIMIT + 1)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 404, 401, 401, 200, 404, 405, 413]);
    for (const answer of answers) {
      const of = (name: string) => answer.headers.get(name);
      expect(of('content-security-policy')).toStartWith("default-src 'none'; ");
      expect(of('content-security-policy')).not.toContain(',');
      expect(of('x-content-type-options')).toBe('nosniff');
      expect(of('permissions-policy')).toContain('camera=()');
      expect(of('referrer-policy')).toBeString();
      expect(of('x-request-id')).toMatch(/^[\w-]+$/);
      expect(of('server')).toBe('nginx');
      expect(of('strict-transport-security')).toBeNull();
    }
  });

  test('a request keeps its id, gets one without, and none that could be mistaken for something else', async () => {
    const idOf = async (id?: string, path = '/api/v1/none') => {
      const answer = await get(path, id ? { headers: { ...headers(), 'x-request-id': id } } : { headers: headers() });
      const { requestId } = await problemOf(answer);
      expect(answer.headers.get('x-request-id')).toBe(requestId);
      return requestId;
    };
    expect(await idOf('order-42')).toBe('order-42');
    expect(await idOf('order-42', '/metrics')).toBe('order-42');
    expect(await idOf()).toMatch(/^[0-9a-f]{32}$/);
    expect(await idOf('"},"admin":{"', '/metrics')).toMatch(/^[0-9a-f]{32}$/);
  });
}

function testInside({ nginx, get, headers, system }: Door): void {
  test('what is internal stays inside, however the path is written', async () => {
    const inside = ['metrics', 'readyz', 'healthz', 'stub_status'];
    const tricks = [
      ...inside.flatMap((name) => [
        `/${name}`,
        `//${name}`,
        `/${name}/`,
        `/${name}?x=1`,
        `/./${name}`,
        `/grafana/${name}`,
      ]),
      '/%6detrics',
      '/%6D%65trics',
      '/api/../metrics',
      '/api/%2e%2e/metrics',
      '/api/.%2E/metrics',
      '/api/..%2fmetrics',
      '/api/..\\metrics',
      '/api/v1\\..\\..\\metrics',
      '/docs/..\\readyz',
      '/docs/../readyz',
      '/metrics/../metrics',
      '/api/v1/%2e%2e/%2e%2e/metrics',
      `${nginx().url}/metrics`,
      'http://elsewhere/metrics',
    ];
    const answers = await Promise.all(tricks.map(async (path) => ({ path, ...(await rawRequest(nginx().url, path)) })));
    expect(answers.filter(({ status }) => status !== 404).map(({ path, status }) => `${path} ${status}`)).toEqual([]);
    // What Nginx leaves alone is no other path for the API either.
    for (const path of ['/api/..;/metrics', '/api/%252e%252e/metrics', '/api/%5c..%5cmetrics', '/api/..%255cmetrics']) {
      const { status, text } = await rawRequest(nginx().url, path);
      expect([path, status, text.includes('process_cpu')]).toEqual([path, 401, false]);
    }
  });

  test('a method that nobody knows never reaches a replica, which it would take out of service', async () => {
    for (const path of ['/api/v1/runs', '/docs', '/']) {
      const { text } = await rawRequest(nginx().url, path, 'FROB');
      expect(text).toMatch(/^HTTP\/1.1 405 .*\r\nallow: GET, HEAD.*"code":"method-not-allowed"/is);
    }
    const known = await get('/api/v1/runs', { method: 'PUT', headers: headers() });
    expect([known.status, known.headers.get('allow')]).toEqual([405, 'POST, GET']);
  });

  test('the log is JSON and has neither query strings nor secrets', async () => {
    const secret = crypto.randomUUID();
    await get(`/api/v1/runs?q=${secret}`, {
      headers: { authorization: `Bearer ${secret}`, cookie: `__Host-fbrain=${secret}` },
    });
    const line = await eventually(() => {
      const found = nginx()
        .requests()
        .find(({ path, status }) => path === '/api/v1/runs' && status === 401);
      if (!found) throw new Error('not logged yet');
      return found;
    });
    expect(line).toMatchObject({ service: 'nginx', level: 'info', method: 'GET', client: '127.0.0.1' });
    expect(line.seconds).toBeNumber();
    expect(line.upstream).toBe(new URL(system().apiUrl).host);
    expect(JSON.stringify(nginx().requests())).not.toContain(secret);
  });

  test('its own figures are seen on a port of their own', async () => {
    expect(await (await fetch(`${nginx().statusUrl}/stub_status`)).text()).toMatch(/^Active connections: \d+/);
    expect((await fetch(`${nginx().statusUrl}/api/v1/runs`)).status).toBe(404);
  });
}

function testLimits({ nginx, system, headers, post, start }: Door): void {
  test('a body over the limit is answered like the API does, and one at the limit reaches it', async () => {
    const tooLarge = 'x'.repeat(BODY_LIMIT + 1);
    const [ours, itsOwn] = [await post(tooLarge), await post(tooLarge, system().apiUrl)];
    const [problem, original] = [await problemOf(ours), await problemOf(itsOwn)];
    expect(Object.keys(problem).toSorted()).toEqual(Object.keys(original).toSorted());
    const { type, title, status, code, errors } = original;
    expect(problem).toMatchObject({ type, title, status, code, errors });
    const chunked = new ReadableStream({
      start: (body) => {
        for (let sent = 0; sent <= BODY_LIMIT; sent += 65_536) body.enqueue(new Uint8Array(65_536));
        body.close();
      },
    });
    const unknown = await fetch(`${nginx().url}/api/v1/runs`, { method: 'POST', headers: headers(), body: chunked });
    expect(await problemOf(unknown)).toMatchObject({ code: 'body-too-large' });
    expect(await problemOf(await post('x'.repeat(BODY_LIMIT)))).toMatchObject({ code: 'invalid-json' });
  });

  test('who asks too often is told to wait', async () => {
    const strict = await start({ env: { NGINX_RATE: '1' } });
    const answers = await Promise.all(Array.from({ length: 10 }, () => fetch(`${strict.url}/api/v1/runs`)));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeWithin(1, 10);
    expect(refused[0]?.headers.get('retry-after')).toBe('1');
    expect(await problemOf(refused[0] as Response)).toMatchObject({ code: 'overloaded', status: 429 });
  });
}

function testOutage({ nginx, system, headers, get, post, start }: Door): void {
  test('an event arrives when it happens', async () => {
    const stop = new AbortController();
    const stream = await get('/api/v1/events', { headers: headers(), signal: stop.signal });
    const run = (await (await post('{"task":"demo.noop","input":{}}')).json()) as Run;
    let text = '';
    for await (const part of stream.body ?? []) {
      text += new TextDecoder().decode(part);
      if (text.includes(run.id) && text.includes('succeeded')) break;
    }
    stop.abort();
    expect(text).toContain(run.id);
  });

  test('without an API the page still loads, and says so; without the page the API still answers', async () => {
    const alone = await start({ apiUrls: [`http://127.0.0.1:${await freePort()}`], uiDir: system().dir });
    expect((await fetch(`${nginx().url}/`)).status).toBe(200);
    for (const answer of [await fetch(`${alone.url}/api/v1/runs`), await post('{}', alone.url)]) {
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2']);
      expect(await problemOf(answer)).toMatchObject({ code: 'unavailable', status: 503 });
    }
    const page = await fetch(alone.url);
    expect([page.status, page.headers.get('content-type')]).toEqual([503, 'text/html']);
    expect(await page.text()).toContain('bun run build');
  });
}
