import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { createTestDatabase } from '@fbrain/testing/test-database';
import { type Answer, startTestApi, type TestApi } from '../testing/start-test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi(await createTestDatabase(), { bodyLimit: 4_096 });
});
afterAll(() => api.stop());

const post = (body: unknown, headers?: Record<string, string>) => api.call('POST', '/api/v1/runs', body, headers);
const get = (path: string) => api.call('GET', `/api/v1${path}`);

/** Every refusal is a problem document that names itself. */
function expectProblem(answer: Answer, status: number, code: string): void {
  expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(answer.body.requestId).toBe(answer.headers.get('x-request-id'));
  expect(answer.body.detail.length).toBeGreaterThan(15);
}

async function countRuns(): Promise<number> {
  return (await get('/runs?limit=500')).body.items.length;
}

describe('a run that cannot be', () => {
  test('an unknown task is refused with the nearest names', async () => {
    const answer = await post({ task: 'demo.nop' });
    expectProblem(answer, 404, 'unknown-task');
    expect(answer.body.detail).toContain('Did you mean "demo.noop"?');
  });

  test('input that breaks the schema is refused with a path per error', async () => {
    const answer = await post({ task: 'report.build', input: { month: 'May', rows: 1.5, extra: 1 } });
    expectProblem(answer, 422, 'invalid');
    expect(answer.body.errors.map((error: { path: string }) => error.path).toSorted()).toEqual([
      '/input/extra',
      '/input/month',
      '/input/rows',
    ]);
  });

  test('fields that do not exist, are missing or of the wrong kind are named', async () => {
    const answer = await post({ input: {}, prioriti: 'high', rank: '5', tags: 'a', priority: 'urgent', delay: 'soon' });
    expectProblem(answer, 422, 'invalid');
    expect(answer.body.errors).toContainEqual({ path: '/task', message: 'is required' });
    expect(answer.body.errors).toContainEqual({ path: '/prioriti', message: 'is not a known property' });
    expect(answer.body.errors).toContainEqual({ path: '/rank', message: 'must be integer' });
    expect(answer.body.errors).toContainEqual({ path: '/tags', message: 'must be array' });
    expect(answer.body.errors).toContainEqual({ path: '/priority', message: 'must be one of "high", "normal", "low"' });
    expect(answer.body.errors.some((error: { path: string }) => error.path === '/delay')).toBe(true);
  });

  test('text that the database cannot hold is refused wherever it stands', async () => {
    for (const body of [
      { task: 'demo.noop', input: { a: ['x\0'] } },
      { task: 'demo.noop', tags: ['\0'] },
      { task: 'demo.noop', metadata: { '\ud800': 1 } },
      { task: 'demo.noop', idempotencyKey: '\0' },
      { task: 'demo.noop', idempotencyKey: '\ud800' },
      '{"task":"demo.noop","input":[1e999]}',
      { task: '\0' },
    ]) {
      expectProblem(await post(body), 422, 'invalid');
    }
  });

  test('times that exclude each other or do not exist are refused', async () => {
    expectProblem(await post({ task: 'demo.noop', delay: '1s', runAt: '2030-01-01T00:00:00Z' }), 422, 'invalid');
    expectProblem(await post({ task: 'demo.noop', runAt: 'tomorrow' }), 422, 'invalid');
  });

  test('an endless nesting is refused, not followed', async () => {
    const deep = `{"task":"demo.noop","input":${'['.repeat(1_500)}${']'.repeat(1_500)}}`;
    expectProblem(await post(deep), 422, 'invalid');
  });
});

describe('a body that cannot be read', () => {
  test('bad JSON', async () => {
    expectProblem(await post('{"task": '), 400, 'invalid-json');
    expectProblem(await post(''), 400, 'invalid-json');
  });

  test('JSON that is no object', async () => {
    for (const body of ['[]', '"text"', '5', 'null']) expectProblem(await post(body), 422, 'invalid');
  });

  test('another content type', async () => {
    expectProblem(
      await post('task=demo.noop', { 'content-type': 'application/x-www-form-urlencoded' }),
      415,
      'unsupported-media-type',
    );
  });

  test('a body over the limit, a little, a lot, and without saying how long it is', async () => {
    expectProblem(await post({ task: 'demo.noop', input: 'x'.repeat(5_000) }), 413, 'body-too-large');
    expectProblem(await post({ task: 'demo.noop', input: 'x'.repeat(20_000_000) }), 413, 'body-too-large');
    const chunks = new ReadableStream({
      pull: (controller) => controller.enqueue(new TextEncoder().encode('x'.repeat(1_000))),
    });
    const response = await fetch(`${api.url}/api/v1/runs`, {
      method: 'POST',
      headers: { authorization: 'Bearer test-token-0123456789', 'content-type': 'application/json' },
      body: chunks,
    });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ code: 'body-too-large' });
  });
});

describe('a batch with a bad item', () => {
  test('all are refused and each bad index is named', async () => {
    const before = await countRuns();
    const good = { task: 'report.build', input: { month: '2026-11' } };
    const answer = await api.call('POST', '/api/v1/runs/batch', {
      runs: [good, { task: 'report.build', input: { month: 5 } }, good, { task: 'report.build', input: {} }],
    });
    expectProblem(answer, 422, 'invalid');
    expect(answer.body.errors).toEqual([
      { path: '/runs/1/input/month', message: 'must be string' },
      { path: '/runs/3/input/month', message: 'is required' },
    ]);
    expect(await countRuns()).toBe(before);
  });

  test('an item without form, an unknown task, no item at all', async () => {
    const formless = await api.call('POST', '/api/v1/runs/batch', {
      runs: [{ task: 'demo.noop' }, { tsk: 'demo.noop' }, 5],
    });
    expectProblem(formless, 422, 'invalid');
    expect(formless.body.errors).toContainEqual({ path: '/runs/1/task', message: 'is required' });
    expect(formless.body.errors).toContainEqual({ path: '/runs/2', message: 'must be object' });
    const unknown = await api.call('POST', '/api/v1/runs/batch', {
      runs: [{ task: 'demo.noop' }, { task: 'demo.nop' }],
    });
    expect(unknown.body.errors[0]?.path).toBe('/runs/1/task');
    expectProblem(await api.call('POST', '/api/v1/runs/batch', { runs: [] }), 422, 'invalid');
  });
});

describe('a question that cannot be answered', () => {
  test('a bad cursor', async () => {
    for (const cursor of ['x', 'MTpub3BlLW5vcGU', '%00'])
      expectProblem(
        await get(`/runs?cursor=${cursor}`),
        cursor === '%00' ? 422 : 400,
        cursor === '%00' ? 'invalid' : 'invalid-cursor',
      );
  });

  test('bad and unknown parameters are named', async () => {
    for (const [query, name] of [
      ['limit=0', 'limit'],
      ['limit=501', 'limit'],
      ['limit=abc', 'limit'],
      ['limit=2.5', 'limit'],
      ['limit=', 'limit'],
      ['state=done', 'state'],
      ['state=failed&state=done', 'state'],
      ['workerId=5', 'workerId'],
      ['createdAfter=yesterday', 'createdAfter'],
      ['createdBefore=2026-02-31T99:00:00Z', 'createdBefore'],
      ['q=%00', 'q'],
      ['sort=asc', 'sort'],
      ['constructor=1', 'constructor'],
      ['__proto__=1', '__proto__'],
    ]) {
      const answer = await get(`/runs?${query}`);
      expectProblem(answer, 422, 'invalid');
      expect(answer.body.errors[0]?.path).toBe(name ?? '');
    }
    expect((await get('/runs?state=done')).body.detail).toContain('must be one of "scheduled", "blocked"');
    expect((await get('/runs?limit=501')).body.detail).toBe('limit must be <= 500');
    expectProblem(await get('/tasks?x=1'), 422, 'invalid');
    expect((await get('/runs?createdAfter=0000-01-01T00:00:00Z&createdBefore=9999-12-31T23:59:59-23:00')).status).toBe(
      200,
    );
  });

  test('the first and the last instant there are', async () => {
    expectProblem(await get('/schedules/upcoming?from=9999-12-31T23:59:59.999Z'), 422, 'invalid');
    for (const from of ['0001-01-01T00:00:00Z', '9999-12-31T23:59:59.998Z']) {
      expect((await get(`/schedules/upcoming?from=${from}`)).status).toBe(200);
    }
  });

  test('a run, task, queue or route that is not there', async () => {
    expectProblem(await get('/runs/019aaa7e-4b1c-7d30-9c1b-6a1f0e5d2c33'), 404, 'run-not-found');
    expectProblem(await get('/runs/5/attempts'), 404, 'run-not-found');
    expectProblem(await get('/tasks/demo.nop'), 404, 'task-not-found');
    expectProblem(await get('/tasks/%00'), 404, 'not-found');
    expectProblem(await api.call('POST', '/api/v1/queues/nowhere/pause'), 404, 'queue-not-found');
    expectProblem(await get('/nothing'), 404, 'not-found');
    expectProblem(await get('/runs/%ZZ'), 404, 'not-found');
  });

  test('a wrong method is answered with the right ones', async () => {
    const answer = await api.call('DELETE', '/api/v1/runs');
    expectProblem(answer, 405, 'method-not-allowed');
    expect(answer.headers.get('allow')).toBe('POST, GET');
  });
});

describe('who may ask', () => {
  test('no token, a wrong token and another scheme are refused before anything is read', async () => {
    for (const authorization of ['', 'Bearer wrong', 'Basic dGVzdDp0ZXN0', 'Bearer', 'Bearer test-token-0123456789x']) {
      expectProblem(await api.call('POST', '/api/v1/runs', '{', { authorization }), 401, 'unauthorized');
    }
    const encoded = await fetch(`${api.url}/%61pi/v1/runs`);
    expect(encoded.status).toBe(404);
  });

  test('the token is needed whatever host name a request carries, and routes are found behind a short one', async () => {
    for (const host of ['x', 'api', 'a.very.long.host.example:8443']) {
      expect((await api.call('GET', '/api/v1/runs', undefined, { host })).status).toBe(200);
      expectProblem(await api.call('GET', '/api/v1/runs', undefined, { host, authorization: '' }), 401, 'unauthorized');
    }
  });

  test('no way of writing an address gets past the token', async () => {
    const { port } = new URL(api.url);
    const requests = [
      'GET /api/v1/runs HTTP/1.1\r\nHost: \r\n',
      'GET /api/v1/runs HTTP/1.1\r\nHost: a/b\r\n',
      'GET /api/v1/runs HTTP/1.1\r\nHost: /docs\r\n',
      'GET http://a/api/v1/runs HTTP/1.1\r\nHost: a\r\n',
      'GET http:///api/v1/runs HTTP/1.1\r\nHost: a\r\n',
      'GET //api/v1/runs HTTP/1.1\r\nHost: a\r\n',
      'GET /docs/../api/v1/runs HTTP/1.1\r\nHost: a\r\n',
      'GET /api/v1/runs HTTP/1.0\r\n',
    ];
    for (const request of requests) {
      const status = await rawStatus(Number(port), `${request}Connection: close\r\n\r\n`);
      expect({ request, isRefused: status >= 400 }).toEqual({ request, isRefused: true });
    }
  });

  test("a caller's request id comes back if it is well formed", async () => {
    const sent = async (id: string) =>
      (await api.call('GET', '/api/v1/runs', undefined, { 'x-request-id': id })).headers.get('x-request-id');
    expect(await sent('order-4711')).toBe('order-4711');
    expect(await sent('a b<script>')).not.toContain('script');
  });
});

/** The status of an answer to bytes that no client library would send. */
async function rawStatus(port: number, request: string): Promise<number> {
  const answer = Promise.withResolvers<string>();
  const socket = await Bun.connect({
    hostname: '127.0.0.1',
    port,
    socket: { data: (_, bytes) => answer.resolve(bytes.toString()), close: () => answer.resolve('HTTP/1.1 499') },
  });
  socket.write(request);
  const text = await answer.promise;
  socket.end();
  return Number(text.split(' ')[1]);
}
