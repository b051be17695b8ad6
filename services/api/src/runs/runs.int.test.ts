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
