import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { appendRunLogs } from '@fbrain/adapters/postgres/run-log-store';
import { eventually } from '@fbrain/testing/eventually';
import { createTestDatabase } from '@fbrain/testing/test-database';
import { startTestApi, type TestApi, TOKEN } from '../../testing/start-test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi(await createTestDatabase());
});
afterAll(() => api.stop());

const create = async (body: object = {}, query = '', headers: Record<string, string> = {}) =>
  await api.call('POST', `/api/v1/runs${query}`, { task: 'demo.noop', ...body }, headers);
const get = async (path: string) => (await api.call('GET', `/api/v1${path}`)).body;

async function openStream(path: string) {
  const response = await fetch(`${api.url}/api/v1${path}`, { headers: { authorization: `Bearer ${TOKEN}` } });
  const received: string[] = [];
  const reading = (async () => {
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) received.push(chunk);
  })();
  return { response, text: () => received.join(''), ended: reading };
}

const logLine = (runId: string, message: string) => ({
  runId,
  attempt: 1,
  atMs: Date.now(),
  level: 'info' as const,
  message,
  fieldsJson: null,
});

describe('creating a run', () => {
  test('an accepted run can be read back as it was asked for', async () => {
    const answer = await create({
      input: { n: 1 },
      tags: ['a'],
      metadata: { by: 'me' },
      priority: 'high',
      delay: '1h',
    });
    expect(answer.status).toBe(202);
    expect(answer.headers.get('location')).toBe(`/api/v1/runs/${answer.body.id}`);
    expect(answer.body).toMatchObject({
      state: 'scheduled',
      priority: 'high',
      input: { n: 1 },
      tags: ['a'],
      metadata: { by: 'me' },
    });
    expect(await get(`/runs/${answer.body.id}`)).toEqual(answer.body);
  });

  test('the same idempotency key gives the same run, in the header and in the body', async () => {
    const first = await create({ input: { n: 1 } }, '', { 'idempotency-key': 'order-1' });
    const again = await create({ input: { n: 1 } }, '', { 'idempotency-key': 'order-1' });
    const inBody = await create({ input: { n: 1 }, idempotencyKey: 'order-1' });
    expect([again.body.id, inBody.body.id]).toEqual([first.body.id, first.body.id]);
    const other = await create({ input: { n: 2 } }, '', { 'idempotency-key': 'order-1' });
    expect([other.status, other.body.code]).toEqual([409, 'idempotency-conflict']);
    const both = await create({ idempotencyKey: 'order-2' }, '', { 'idempotency-key': 'order-3' });
    expect(both.status).toBe(422);
  });

  test('a batch gives its ids in order, and the same ids for the same key', async () => {
    const runs = [1, 2, 3].map((n) => ({ task: 'demo.noop', input: { n } }));
    const send = () => api.call('POST', '/api/v1/runs/batch', { runs }, { 'idempotency-key': 'import-1' });
    const first = await send();
    expect([first.status, (await send()).body.ids]).toEqual([202, first.body.ids]);
    const inputs = await Promise.all(first.body.ids.map(async (id: string) => (await get(`/runs/${id}`)).input.n));
    expect(inputs).toEqual([1, 2, 3]);
  });

  test('waiting answers with the ended run, or with its present state when the time is over', async () => {
    const waiting = create({ tags: ['waited-for'], delay: '1h' }, '?wait=30s');
    const [run] = await eventually(async () => {
      const { items } = await get('/runs?tag=waited-for');
      expect(items).toHaveLength(1);
      return items;
    });
    await api.call('POST', `/api/v1/runs/${run.id}/cancel`);
    const ended = await waiting;
    expect([ended.status, ended.body.state]).toEqual([200, 'cancelled']);
    const unfinished = await create({}, '?wait=10ms');
    expect([unfinished.status, unfinished.body.state]).toEqual([202, 'queued']);
    expect((await create({}, '?wait=6m')).body.detail).toContain('at most "5m"');
  });
});

describe('a unique key', () => {
  test('is answered with the run that has it until that has ended', async () => {
    const [first, again] = [await create({ uniqueKey: 'k' }), await create({ uniqueKey: 'k', input: { other: true } })];
    expect([first.headers.get('x-existing-run'), again.headers.get('x-existing-run')]).toEqual([null, 'true']);
    expect([again.status, again.body]).toEqual([202, first.body]);
    expect(first.body.uniqueKey).toBe('k');
    await api.call('POST', `/api/v1/runs/${first.body.id}/cancel`);
    expect((await create({ uniqueKey: 'k' })).body.id).not.toBe(first.body.id);
  });

  test('asked for fifty times at once makes one run', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => create({ uniqueKey: 'fifty' })));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get('x-existing-run') === null)).toHaveLength(1);
  });

  test('works in batches', async () => {
    const runs = [{ task: 'demo.noop', uniqueKey: 'b' }, { task: 'demo.noop' }, { task: 'demo.noop', uniqueKey: 'b' }];
    const { body } = await api.call('POST', '/api/v1/runs/batch', { runs });
    expect([body.ids[0] === body.ids[2], new Set(body.ids).size]).toEqual([true, 2]);
  });
});

describe('replaying a run', () => {
  const replay = (id: string, changes?: object, headers?: Record<string, string>) =>
    api.call('POST', `/api/v1/runs/${id}/replay`, changes, headers);

  test('makes a new run that asks for the same, whatever the state of the first', async () => {
    const asked = { input: { n: 1 }, queue: 'slow', priority: 'low', rank: 2, tags: ['a'], metadata: { by: 'me' } };
    const policies = { maxAttempts: 2, timeout: '5m', backoff: { kind: 'fixed', initial: '3s', max: '1m', jitter: 0 } };
    const { body: first } = await create({ ...asked, ...policies, ttl: '1h' });
    const unfinished = await replay(first.id);
    await api.call('POST', `/api/v1/runs/${first.id}/cancel`);
    const ended = await replay(first.id);
    for (const { status, headers, body } of [unfinished, ended]) {
      expect(status).toBe(202);
      expect(body).toMatchObject({ ...asked, ...policies, replayOf: first.id, expiresAt: null });
      expect(headers.get('location')).toBe(`/api/v1/runs/${body.id}`);
    }
    expect(new Set([first.id, unfinished.body.id, ended.body.id]).size).toBe(3);
    expect(await get(`/runs/${ended.body.id}`)).toEqual(ended.body);
  });

  test('takes another input, which must fit the schema of today', async () => {
    const { body: first } = await create({ task: 'report.build', input: { month: '2026-11' } });
    expect((await replay(first.id, { input: { month: '2026-12' } })).body.input).toEqual({ month: '2026-12' });
    const bad = await replay(first.id, { input: { month: 'May' } });
    expect([bad.status, bad.body.errors[0].path]).toEqual([422, '/input/month']);
    expect((await replay(first.id, { task: 'demo.noop' })).status).toBe(422);
  });

  test('happens once for an idempotency key, and the key is bound to the run', async () => {
    const [{ body: a }, { body: b }] = [await create(), await create()];
    const key = { 'idempotency-key': 'replay-1' };
    const first = await replay(a.id, {}, key);
    expect((await replay(a.id, {}, key)).body.id).toBe(first.body.id);
    expect((await replay(b.id, {}, key)).body.code).toBe('idempotency-conflict');
  });

  test('keeps to the unique key', async () => {
    const { body: first } = await create({ uniqueKey: 'nightly' });
    expect((await replay(first.id)).body.id).toBe(first.id);
    await api.call('POST', `/api/v1/runs/${first.id}/cancel`);
    expect((await replay(first.id)).body).toMatchObject({ uniqueKey: 'nightly', replayOf: first.id });
  });

  test('of an unknown run is refused', async () => {
    for (const id of [Bun.randomUUIDv7(), 'x']) expect((await replay(id)).body.code).toBe('run-not-found');
  });
});

describe('why a run waits', () => {
  test('is told in words and in a code', async () => {
    const { body: run } = await create({ delay: '1h' });
    expect(await get(`/runs/${run.id}/why`)).toEqual({
      state: 'scheduled',
      reasons: [{ code: 'due-later', message: `It is to start at ${run.dueAt}.`, dueAt: run.dueAt }],
    });
    expect((await get(`/runs/${Bun.randomUUIDv7()}/why`)).code).toBe('run-not-found');
  });
});

describe('cancelling a run', () => {
  test('a waiting run ends at once and cannot end twice', async () => {
    const { body: run } = await create();
    const cancelled = await api.call('POST', `/api/v1/runs/${run.id}/cancel`);
    expect([cancelled.status, cancelled.body.state]).toEqual([200, 'cancelled']);
    const again = await api.call('POST', `/api/v1/runs/${run.id}/cancel`);
    expect([again.status, again.body.code]).toEqual([409, 'run-already-finished']);
  });
});

describe('listing runs', () => {
  test('a walk over all pages meets every run once, newest first', async () => {
    const { body } = await api.call('POST', '/api/v1/runs/batch', {
      runs: Array.from({ length: 25 }, () => ({ task: 'demo.noop', tags: ['walk'] })),
    });
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: { items: { id: string }[]; nextCursor: string | null } = await get(
        `/runs?tag=walk&limit=10${cursor && `&cursor=${cursor}`}`,
      );
      seen.push(...page.items.map((run) => run.id));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(body.ids.toReversed());
  });

  test('filters narrow the list together', async () => {
    const { body: run } = await create({
      task: 'report.build',
      input: { month: '2026-11' },
      queue: 'reports',
      tags: ['filtered'],
    });
    const ids = async (query: string) =>
      (await get(`/runs?tag=filtered&${query}`)).items.map((item: { id: string }) => item.id);
    for (const query of [
      'state=queued',
      'state=failed&state=queued',
      'task=report.build',
      'queue=reports',
      `q=${run.id.slice(0, 13)}`,
      'createdAfter=2020-01-01T00:00:00Z',
    ]) {
      expect(await ids(query)).toEqual([run.id]);
    }
    for (const query of [
      'state=failed',
      'task=demo.noop',
      'queue=default',
      'q=nothing',
      'createdBefore=2020-01-01T00:00:00%2B02:00',
    ]) {
      expect(await ids(query)).toEqual([]);
    }
  });
});

describe('the log of a run', () => {
  test('pages go forward and do not repeat a line', async () => {
    const { body: run } = await create();
    await appendRunLogs(
      api.sql,
      ['one', 'two', 'three'].map((message) => logLine(run.id, message)),
    );
    const first = await get(`/runs/${run.id}/logs?limit=2`);
    const second = await get(`/runs/${run.id}/logs?limit=2&after=${first.nextCursor}`);
    expect([...first.items, ...second.items].map((line) => line.message)).toEqual(['one', 'two', 'three']);
    expect(second.nextCursor).toBeNull();
  });

  test('following sends lines as they come and ends with the run', async () => {
    const { body: run } = await create();
    await appendRunLogs(api.sql, [logLine(run.id, 'before')]);
    const stream = await openStream(`/runs/${run.id}/logs?follow=true`);
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream');
    expect(stream.response.headers.get('x-request-id')).toBeString();
    await eventually(() => expect(stream.text()).toContain('"before"'));
    await appendRunLogs(api.sql, [logLine(run.id, 'during')]);
    await eventually(() => expect(stream.text()).toContain('"during"'));
    await api.call('POST', `/api/v1/runs/${run.id}/cancel`);
    await stream.ended;
    expect(stream.text()).toEndWith('event: end\ndata: {"state":"cancelled"}\n\n');
  });
});

describe('live events', () => {
  test('a new run and a paused queue are seen as they happen', async () => {
    const stream = await openStream('/events');
    await eventually(() => expect(stream.text()).toContain('retry:'));
    const { body: run } = await create();
    await api.call('POST', '/api/v1/queues/default/pause');
    await eventually(() => expect(stream.text()).toContain(run.id));
    await eventually(() => expect(stream.text()).toContain('{"kind":"queue","queue":"default"}'));
    expect((await get('/queues')).items[0]).toMatchObject({ name: 'default', paused: true });
    await api.call('POST', '/api/v1/queues/default/resume');
  });

  test('streams and waiting requests end when the server stops', async () => {
    const other = await startTestApi(await createTestDatabase());
    const response = await fetch(`${other.url}/api/v1/events`, { headers: { authorization: `Bearer ${TOKEN}` } });
    const waiting = other.call('POST', '/api/v1/runs?wait=60s', { task: 'demo.noop' });
    await eventually(async () => expect((await other.call('GET', '/api/v1/runs')).body.items).toHaveLength(1));
    await other.stop();
    expect(await response.text()).toContain('retry:');
    expect((await waiting).status).toBe(202);
  });
});
