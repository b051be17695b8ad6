import { afterEach, describe, expect, test } from 'bun:test';
import { FBrainError, t, task } from '../index.ts';
import { createClient } from './create-client.ts';

interface Seen {
  method: string;
  path: string;
  authorization: string | null;
  key: string | null;
  body: unknown;
}

const servers: Bun.Server<undefined>[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop(true);
});

/** An API on loopback that gives the answers in turn, the last one for ever. */
function setup(...answers: (() => Response)[]) {
  const seen: Seen[] = [];
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch(request) {
      const { pathname, search } = new URL(request.url);
      const text = await request.text();
      const { method, headers } = request;
      seen.push({
        method,
        path: pathname + search,
        authorization: headers.get('authorization'),
        key: headers.get('idempotency-key'),
        body: text && JSON.parse(text),
      });
      const answer = answers[Math.min(seen.length, answers.length) - 1];
      return answer ? answer() : new Response(null, { status: 500 });
    },
  });
  servers.push(server);
  return { seen, server, client: createClient({ url: server.url.href, token: 'secret-token' }) };
}

const json =
  (body: unknown, status = 200) =>
  () =>
    Response.json(body, { status });
const busy = () => new Response('', { status: 503, headers: { 'retry-after': '0' } });
const add = task({
  name: 'math.add',
  input: t.Object({ a: t.Number() }),
  output: t.Object({ sum: t.Number() }),
  run: ({ a }) => ({ sum: a }),
});

test('each method about schedules sends what the API expects', async () => {
  const { client, seen } = setup(json({ id: 's1', items: [], nextCursor: null }));
  const { schedules } = client;
  await schedules.create({ name: 'nightly', task: 'math.add', cron: '@daily' });
  await schedules.list({ paused: true, q: 'night' });
  await schedules.get('nightly');
  await schedules.update('nightly', { cron: '@hourly', jitter: null });
  await schedules.pause('nightly');
  await schedules.resume('a/b');
  await schedules.fire('nightly', { idempotencyKey: 'k' });
  await schedules.slots('nightly', { limit: 5 });
  await schedules.preview({ cron: '0 6 * * *', timezone: 'Europe/Paris' }, { count: 3 });
  await schedules.upcoming({ limit: 2 });
  await schedules.import({ format: 'crontab', text: '@daily x', dryRun: true });
  await schedules.delete('nightly');
  expect(seen.map(({ method, path, body }) => [method, path.replace('/api/v1/schedules', ''), body])).toEqual([
    ['POST', '', { name: 'nightly', task: 'math.add', cron: '@daily' }],
    ['GET', '?paused=true&q=night', ''],
    ['GET', '/nightly', ''],
    ['PATCH', '/nightly', { cron: '@hourly', jitter: null }],
    ['POST', '/nightly/pause', ''],
    ['POST', '/a%2Fb/resume', ''],
    ['POST', '/nightly/fire', ''],
    ['GET', '/nightly/slots?limit=5', ''],
    ['GET', '/preview?cron=0+6+*+*+*&timezone=Europe%2FParis&count=3', ''],
    ['GET', '/upcoming?limit=2', ''],
    ['POST', '/import', { format: 'crontab', text: '@daily x', dryRun: true }],
    ['DELETE', '/nightly', ''],
  ]);
  expect(seen.find(({ path }) => path.endsWith('/fire'))?.key).toBe('k');
});

describe('each method', () => {
  test('sends what the API expects', async () => {
    const { client, seen } = setup(json({ id: 'r1', ids: ['r1', 'r2'], items: [], nextCursor: null }));
    await client.enqueue(add, { a: 1 }, { delay: '5m', tags: ['x'] });
    await client.enqueue('other.task', null);
    expect(await client.enqueueMany([{ task: 'math.add', input: { a: 1 } }, { task: 'math.add' }])).toEqual([
      'r1',
      'r2',
    ]);
    await client.get('r1');
    await client.list({ states: ['failed', 'queued'], task: 'math.add', limit: 10 });
    await client.cancel('r1');
    await client.replay('r1', { input: { a: 2 } });
    await client.why('r1');
    await client.logs('r1', { after: 7 });
    await client.count({ states: ['failed'], tag: 'x' });
    await client.preview({ action: 'delete', all: true });
    await client.act({ action: 'replay', filter: { states: ['failed'] }, rate: 50 });
    await client.bulkAction('b1');
    await client.stopBulkAction('b1');
    expect(seen.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['POST', '/api/v1/runs', { task: 'math.add', input: { a: 1 }, delay: '5m', tags: ['x'] }],
      ['POST', '/api/v1/runs', { task: 'other.task', input: null }],
      ['POST', '/api/v1/runs/batch', { runs: [{ task: 'math.add', input: { a: 1 } }, { task: 'math.add' }] }],
      ['GET', '/api/v1/runs/r1', ''],
      ['GET', '/api/v1/runs?state=failed&state=queued&task=math.add&limit=10', ''],
      ['POST', '/api/v1/runs/r1/cancel', ''],
      ['POST', '/api/v1/runs/r1/replay', { input: { a: 2 } }],
      ['GET', '/api/v1/runs/r1/why', ''],
      ['GET', '/api/v1/runs/r1/logs?after=7', ''],
      ['GET', '/api/v1/runs/count?tag=x&state=failed', ''],
      ['POST', '/api/v1/runs/actions', { action: 'delete', all: true, dryRun: true }],
      ['POST', '/api/v1/runs/actions', { action: 'replay', filter: { state: ['failed'] }, rate: 50 }],
      ['GET', '/api/v1/bulk-actions/b1', ''],
      ['POST', '/api/v1/bulk-actions/b1/cancel', ''],
    ]);
    expect(new Set(seen.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer secret-token']));
  });
});

describe('waiting', () => {
  test('ends when the run has ended, with its typed output', async () => {
    const ended = { id: 'r1', state: 'succeeded', output: { sum: 3 } };
    const { client, seen } = setup(
      json({ id: 'r1', state: 'queued' }),
      json({ id: 'r1', state: 'running' }),
      json(ended),
    );
    const run = await client.wait(await client.enqueue(add, { a: 3 }));
    const sum: number | undefined = run.output?.sum;
    expect([sum, seen.length]).toEqual([3, 3]);
  });

  test('for a bulk action ends when that has ended, or says how far it is', async () => {
    const { client } = setup(
      json({ id: 'b1', state: 'running', done: 1, matched: 3 }),
      json({ id: 'b1', state: 'running', done: 2, matched: 3 }),
      json({ id: 'b1', state: 'succeeded' }),
    );
    await expect(client.waitForBulkAction('b1', { timeout: '0ms' })).rejects.toThrow('1 of 3 runs are done');
    expect(await client.waitForBulkAction('b1')).toMatchObject({ state: 'succeeded' });
  });

  test('gives up after the timeout and says what state the run is in', async () => {
    const { client } = setup(json({ id: 'r1', state: 'running' }));
    const error = await client.wait('r1', { timeout: '30ms' }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(FBrainError);
    expect(error).toMatchObject({ code: 'timed-out', message: expect.stringContaining('it is running') });
  });

  test('ends at once when its signal is aborted', async () => {
    const { client } = setup(json({ id: 'r1', state: 'running' }));
    const controller = new AbortController();
    const waiting = client.wait('r1', { signal: controller.signal });
    controller.abort(new Error('changed my mind'));
    await expect(waiting).rejects.toThrow('changed my mind');
  });
});

describe('an error', () => {
  test('of the API keeps code, status and bad fields', async () => {
    const errors = [{ path: '/input/a', message: 'must be number' }];
    const { client, seen } = setup(
      json({ code: 'invalid', detail: '/input/a must be number', errors, requestId: 'q1' }, 422),
    );
    const error = await client.enqueue('math.add', {}).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(FBrainError);
    expect(error).toMatchObject({
      code: 'invalid',
      status: 422,
      fields: errors,
      requestId: 'q1',
      message: '/input/a must be number',
    });
    expect(seen).toHaveLength(1);
  });

  test('of something in between shows how its answer begins', async () => {
    const { client } = setup(() => new Response('<h1>Not Found</h1>', { status: 404 }));
    await expect(client.get('r1')).rejects.toThrow('answered 404 without an explanation: <h1>Not Found</h1>');
  });

  test('of the network says where and what to check', async () => {
    const { client, server } = setup();
    await server.stop(true);
    await expect(client.enqueue('math.add', {})).rejects.toThrow(/does not answer at http:.*fbrain-api/);
  });
});

describe('trying again', () => {
  test('happens for reads and for runs with an idempotency key', async () => {
    const { client, seen } = setup(busy, busy, json({ id: 'r1' }), busy, json({ id: 'r2' }), busy, json({ id: 'b1' }));
    expect((await client.get('r1')).id).toBe('r1');
    expect((await client.enqueue('math.add', {}, { idempotencyKey: 'order-7' })).id).toBe('r2');
    const { id } = await client.act({ action: 'cancel', all: true, idempotencyKey: 'stop-all' });
    expect([id, seen.length]).toEqual(['b1', 7]);
    expect(seen.slice(5).map(({ key }) => key)).toEqual(['stop-all', 'stop-all']);
  });

  test('never happens where it could make a second run', async () => {
    const { client, seen } = setup(busy);
    const batch = [{ task: 'math.add', idempotencyKey: 'order-7' }, { task: 'math.add' }];
    await expect(client.enqueue('math.add', {})).rejects.toMatchObject({ status: 503 });
    await expect(client.enqueueMany(batch)).rejects.toMatchObject({ status: 503 });
    await expect(client.act({ action: 'replay', all: true })).rejects.toMatchObject({ status: 503 });
    expect(seen).toHaveLength(3);
  });

  test('ends after four tries', async () => {
    const { client, seen } = setup(busy);
    const error = await client.get('r1').catch((thrown: unknown) => thrown);
    expect([error, seen.length]).toEqual([expect.objectContaining({ status: 503 }), 4]);
  });
});
