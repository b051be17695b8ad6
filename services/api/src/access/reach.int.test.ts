import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { registerTasks } from '@fbrain/adapters/postgres/task-store';
import { eventually } from '@fbrain/testing/eventually';
import { createTestDatabase } from '@fbrain/testing/test-database';
import { givenToken } from '../../testing/sign-in.ts';
import { startTestApi, type TestApi, toDefinition } from '../../testing/start-test-api.ts';

const PERMISSIONS = [
  'runs:read',
  'runs:write',
  'payloads:read',
  'tasks:read',
  'queues:read',
  'queues:write',
  'schedules:read',
  'schedules:write',
  'workers:read',
  'stats:read',
] as const;

let api: TestApi;
/** Limited to tasks `csv.*`, in all queues. */
let csv: Awaited<ReturnType<typeof givenToken>>;
/** Limited to the queue `slow`, for all tasks. */
let slow: Awaited<ReturnType<typeof givenToken>>;
let mine: string;
let other: string;
beforeAll(async () => {
  api = await startTestApi(await createTestDatabase());
  await registerTasks(api.sql, [toDefinition('csv.read', { type: 'object' }), toDefinition('csv.write', {})]);
  csv = await givenToken(api, { permissions: [...PERMISSIONS], tasks: ['csv.*'] });
  slow = await givenToken(api, { permissions: [...PERMISSIONS], queues: ['slow'] });
  const make = async (body: object) => (await api.call('POST', '/api/v1/runs', body)).body.id;
  mine = await make({ task: 'csv.read', delay: '1h', input: { n: 1 } });
  other = await make({ task: 'demo.noop', delay: '1h', queue: 'slow' });
  await api.call('POST', '/api/v1/schedules', { name: 'mine', task: 'csv.read', cron: '@daily' });
  await api.call('POST', '/api/v1/schedules', { name: 'other', task: 'demo.noop', cron: '@daily', queue: 'slow' });
});
afterAll(() => api.stop());

describe('a token that is limited to some tasks', () => {
  test('starts their runs and no others, whatever way it asks', async () => {
    const start = (path: string, body: object) => csv.call('POST', `/api/v1${path}`, body);
    expect((await start('/runs', { task: 'csv.read' })).status).toBe(202);
    expect((await start('/runs', { task: 'csv.read', queue: 'slow' })).status).toBe(202);
    for (const [path, body] of [
      ['/runs', { task: 'demo.noop' }],
      ['/runs', { task: 'no.such.task' }],
      ['/runs/batch', { runs: [{ task: 'csv.read' }, { task: 'demo.noop' }] }],
      ['/schedules', { name: 'x', task: 'demo.noop', cron: '@daily' }],
    ] as const) {
      const { status, body: problem } = await start(path, body);
      expect({ path, status, code: problem.code }).toEqual({ path, status: 403, code: 'forbidden' });
    }
    expect((await api.call('GET', '/api/v1/schedules/x')).status).toBe(404);
  });

  test('does not learn that other runs, tasks, schedules are there', async () => {
    const list = async (path: string) => (await csv.call('GET', `/api/v1${path}`)).body.items;
    const tasksOf = async (query: string) =>
      new Set((await list(`/runs${query}`)).map((run: { task: string }) => run.task));
    expect(await tasksOf('')).toEqual(new Set(['csv.read']));
    expect(await tasksOf('?task=demo.noop')).toEqual(new Set());
    expect(await tasksOf('?task=*')).toEqual(new Set(['csv.read']));
    const all = (await api.call('GET', '/api/v1/runs/count')).body.count;
    expect((await csv.call('GET', '/api/v1/runs/count')).body.count).toBeLessThan(all);
    expect((await list('/tasks')).map((task: { name: string }) => task.name)).toEqual(['csv.read', 'csv.write']);
    expect((await list('/schedules')).map((schedule: { name: string }) => schedule.name)).toEqual(['mine']);
    for (const path of [
      `/runs/${other}`,
      `/runs/${other}/attempts`,
      `/runs/${other}/logs`,
      `/runs/${other}/why`,
      '/tasks/demo.noop',
      '/schedules/other',
      '/schedules/other/slots',
    ]) {
      expect({ path, status: (await csv.call('GET', `/api/v1${path}`)).status }).toEqual({ path, status: 404 });
    }
    for (const path of [`/runs/${mine}`, `/runs/${mine}/why`, '/tasks/csv.read', '/schedules/mine']) {
      expect({ path, status: (await csv.call('GET', `/api/v1${path}`)).status }).toEqual({ path, status: 200 });
    }
  });
});

describe('the limits of a token', () => {
  test('let it change nothing about others', async () => {
    for (const [method, path, body] of [
      ['POST', `/runs/${other}/cancel`, undefined],
      ['POST', `/runs/${other}/replay`, {}],
      ['POST', '/schedules/other/fire', undefined],
      ['POST', '/schedules/other/pause', undefined],
      ['PATCH', '/schedules/other', { jitter: '1m' }],
      ['DELETE', '/schedules/other', undefined],
      // Whose runs they are is not known: that takes a limit to queues.
      ['POST', '/queues/default/pause', undefined],
    ] as const) {
      const { status } = await csv.call(method, `/api/v1${path}`, body);
      expect({ method, path, status }).toEqual({ method, path, status: 404 });
    }
    expect((await csv.call('PATCH', '/api/v1/schedules/mine', { task: 'demo.noop' })).status).toBe(403);
    expect((await api.call('GET', `/api/v1/runs/${other}`)).body.state).toBe('scheduled');
    expect((await api.call('GET', '/api/v1/schedules/other')).body.paused).toBe(false);
  });

  test('hold for actions on many runs, even on all', async () => {
    const cancelAll = { action: 'cancel', all: true };
    const everything = await api.call('POST', '/api/v1/runs/actions', { ...cancelAll, dryRun: true });
    const preview = await csv.call('POST', '/api/v1/runs/actions', { ...cancelAll, dryRun: true });
    expect(preview.body.matched).toBeLessThan(everything.body.matched);
    const { status, body } = await csv.call('POST', '/api/v1/runs/actions', cancelAll, { 'idempotency-key': 'k' });
    expect([status, body.matched, body.filter]).toEqual([202, preview.body.matched, {}]);
    const [stored] = await api.sql`select filter from fbrain.bulk_action where id = ${body.id}`;
    expect(stored?.filter).toEqual({ taskReach: 'csv.*' });
    expect((await csv.call('GET', `/api/v1/bulk-actions/${body.id}`)).status).toBe(200);
    const foreign = await api.call(
      'POST',
      '/api/v1/runs/actions',
      { ...cancelAll, rate: 1 },
      { 'idempotency-key': 'k' },
    );
    expect(foreign.body.code).toBe('idempotency-conflict');
    const wide = await api.call('POST', '/api/v1/runs/actions', cancelAll);
    expect((await csv.call('GET', `/api/v1/bulk-actions/${wide.body.id}`)).status).toBe(404);
    expect((await csv.call('POST', `/api/v1/bulk-actions/${wide.body.id}/cancel`)).status).toBe(404);
  });

  test('keep it from asking about all there is', async () => {
    for (const path of ['/workers', '/bulk-actions', '/schedules/upcoming', '/stats']) {
      expect({ path, status: (await csv.call('GET', `/api/v1${path}`)).status }).toEqual({ path, status: 403 });
    }
  });

  test('hold for live events', async () => {
    const stop = new AbortController();
    const headers = { authorization: `Bearer ${csv.token}` };
    const response = await fetch(`${api.url}/api/v1/events`, { headers, signal: stop.signal });
    let heard = '';
    const reading = (async () => {
      for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) heard += chunk;
    })().catch(() => {});
    await eventually(() => expect(heard).toContain('retry'));
    const foreign = (await api.call('POST', '/api/v1/runs', { task: 'demo.noop' })).body.id;
    const own = (await api.call('POST', '/api/v1/runs', { task: 'csv.read' })).body.id;
    await eventually(() => expect(heard).toContain(own));
    expect(heard).not.toContain(foreign);
    stop.abort();
    await reading;
  });
});

describe('a token that is limited to some queues', () => {
  test('is held to the queue that a run would go to', async () => {
    expect((await slow.call('POST', '/api/v1/runs', { task: 'demo.noop', queue: 'slow' })).status).toBe(202);
    expect((await slow.call('POST', '/api/v1/runs', { task: 'demo.noop' })).status).toBe(403);
    expect((await slow.call('POST', `/api/v1/runs/${other}/replay`, { queue: 'default' })).status).toBe(403);
    expect((await slow.call('GET', `/api/v1/runs/${mine}`)).status).toBe(404);
    const names = (await slow.call('GET', '/api/v1/schedules')).body.items.map(({ name }: { name: string }) => name);
    expect(names).toEqual(['other']);
  });

  test('does not move a schedule out of them, not even by taking its queue away', async () => {
    const patch = (body: object) => slow.call('PATCH', '/api/v1/schedules/other', body);
    for (const body of [{ queue: 'default' }, { queue: null }, { queue: null, task: 'csv.read' }]) {
      const { status, body: problem } = await patch(body);
      expect({ body, status, code: problem.code }).toEqual({ body, status: 403, code: 'forbidden' });
    }
    expect((await api.call('GET', '/api/v1/schedules/other')).body).toMatchObject({ queue: 'slow', task: 'demo.noop' });
    expect((await patch({ task: 'csv.read' })).body).toMatchObject({ queue: 'slow', task: 'csv.read' });
    expect((await patch({ task: 'demo.noop' })).status).toBe(200);
  });

  test('pauses those and no others', async () => {
    expect((await slow.call('POST', '/api/v1/queues/slow/pause')).status).toBe(200);
    expect((await slow.call('POST', '/api/v1/queues/slow/resume')).status).toBe(200);
    expect((await slow.call('POST', '/api/v1/queues/default/pause')).status).toBe(404);
    expect((await slow.call('GET', '/api/v1/queues')).body.items.map(({ name }: { name: string }) => name)).toEqual([
      'slow',
    ]);
  });
});

test('a key that stands for a run out of reach shows nothing of it, whatever way it is guessed', async () => {
  const { body: holder } = await api.call('POST', '/api/v1/runs', { task: 'demo.noop', uniqueKey: 'u', delay: '1h' });
  const guess = { task: 'csv.read', uniqueKey: 'u' };
  for (const [path, body] of [
    ['/runs', guess],
    [`/runs/${mine}/replay`, { uniqueKey: 'u' }],
    ['/runs/batch', { runs: [{ task: 'csv.write' }, guess] }],
  ] as const) {
    const { status, body: problem, headers } = await csv.call('POST', `/api/v1${path}`, body);
    expect({ path, status, code: problem.code }).toEqual({ path, status: 403, code: 'forbidden' });
    const told = JSON.stringify([problem, ...headers.values()]);
    for (const part of [holder.id, 'demo.noop', 'input']) expect(told).not.toContain(part);
  }
  // A batch is all or nothing, also where one of its runs is refused so late.
  expect((await api.call('GET', '/api/v1/runs?task=csv.write')).body.items).toEqual([]);
  await csv.call('POST', '/api/v1/runs', { ...guess, uniqueKey: 'own' });
  const own = await csv.call('POST', '/api/v1/runs/batch', { runs: [{ ...guess, uniqueKey: 'own' }] });
  expect(own.status).toBe(202);
});
