import { afterAll, beforeAll, expect, test } from 'bun:test';
import { foldTallies } from '@fbrain/adapters/postgres/stat-fold-store';
import { createTestDatabase } from '@fbrain/testing/test-database';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi(await createTestDatabase());
});
afterAll(() => api.stop());

const get = async (path: string) => {
  const { status, body } = await api.call('GET', `/api/v1${path}`);
  return { status, body };
};

/** Failures of a task as a worker would tally them; folded as the leader does. */
async function givenFailures(fingerprint: string, count: number): Promise<void> {
  await api.sql`
    insert into fbrain.run_tally (task, queue, state, started_at, bucket, runs, duration_ms, wait_ms, fingerprint, run_id, error)
    values ('demo.noop', 'default', 'failed', date_bin('1 minute', now(), 'epoch'), 9, ${count}, 400, 80, ${fingerprint},
            ${crypto.randomUUID()}, ${api.sql.json({ kind: 'exception', name: 'Error', message: `boom ${fingerprint}`, stack: 'at x' })})`;
  await foldTallies(api.sql);
}

test('the last hour is told by the minute, for all or for one queue', async () => {
  await givenFailures('aa01', 4);
  const { body } = await get('/stats');
  expect(body).toMatchObject({ step: '1m' });
  expect(body.points.length).toBeWithin(60, 62);
  const sum = (points: { failed: number }[]) => points.reduce((total, { failed }) => total + failed, 0);
  expect(sum(body.points)).toBe(4);
  expect(sum((await get('/stats?queue=other')).body.points)).toBe(0);
  expect(sum((await get('/stats?task=demo.noop&step=1h')).body.points)).toBe(4);
  expect((await get('/tasks/demo.noop')).body.stats).toMatchObject({ failed: 4, successRate: 0 });
});

test('a window that makes no sense is refused with the parameter', async () => {
  for (const [query, path] of [
    ['from=2026-01-01T00:00:00Z&to=2025-01-01T00:00:00Z', 'from'],
    ['from=yesterday', 'from'],
    ['from=2026-02-31T00:00:00Z', 'from'],
    ['step=1s', 'step'],
    ['step=soon', 'step'],
    ['from=0001-01-01T00:00:00Z&step=1h', 'step'],
    ['task=%00', 'task'],
    ['nonsense=1', 'nonsense'],
  ] as const) {
    const { status, body } = await get(`/stats?${query}`);
    expect([query, status, body.errors?.[0]?.path]).toEqual([query, 422, path]);
  }
});

test('groups of errors come in pages, and change state for good', async () => {
  for (const fingerprint of ['bb01', 'bb02', 'bb03']) await givenFailures(fingerprint, 1);
  // A storm is seen at one instant, which no millisecond is: its groups stand on both sides of a page's end.
  await api.sql`
    update fbrain.error_group set last_seen_at = date_trunc('second', now()) + interval '456 us'
    where fingerprint like 'bb%'`;
  const seen: string[] = [];
  let cursor = '';
  do {
    const { body } = await get(`/errors?limit=2&q=BOOM bb${cursor && `&cursor=${cursor}`}`);
    seen.push(...body.items.map((group: { fingerprint: string }) => group.fingerprint));
    cursor = body.nextCursor ?? '';
  } while (cursor);
  expect(seen).toEqual(['bb03', 'bb02', 'bb01']);
  const changed = await api.call('PATCH', '/api/v1/errors/bb02', { state: 'ignored' });
  expect(changed.body).toMatchObject({ fingerprint: 'bb02', state: 'ignored', stack: 'at x' });
  expect((await get('/errors?state=ignored')).body.items).toHaveLength(1);
  expect((await get('/errors?state=open&state=ignored&q=bb')).body.items).toHaveLength(3);
});

test('a group that is not there, a state that is none and a cursor of elsewhere are refused', async () => {
  expect((await get('/errors/none')).body.code).toBe('error-group-not-found');
  const unknown = await api.call('PATCH', '/api/v1/errors/none', { state: 'open' });
  expect([unknown.status, unknown.body.code]).toEqual([404, 'error-group-not-found']);
  expect((await api.call('PATCH', '/api/v1/errors/aa01', { state: 'gone' })).status).toBe(422);
  expect((await api.call('PATCH', '/api/v1/errors/aa01', {})).status).toBe(422);
  const place = Buffer.from('1:2026-99-99T00:00:00Z aa').toString('base64url');
  for (const cursor of ['x', place]) expect((await get(`/errors?cursor=${cursor}`)).body.code).toBe('invalid-cursor');
});

test('runs are found by the new conditions over HTTP, and bad ones are refused', async () => {
  const { body: run } = await api.call('POST', '/api/v1/runs', { task: 'demo.noop', input: { order: { id: 42 } } });
  for (const query of ['task=demo.*', 'data=input.order.id:42', 'youngerThan=1h', 'task=x,demo.noop&queue=def*']) {
    expect((await get(`/runs?${query}`)).body.items.map(({ id }: { id: string }) => id)).toEqual([run.id]);
    expect((await get(`/runs/count?${query}`)).body).toEqual({ count: 1, isExact: true });
  }
  expect((await get('/runs?olderThan=1h')).body.items).toEqual([]);
  for (const query of ['data=order:42', 'data=input.a..b:1', 'olderThan=soon', 'youngerThan=99999d']) {
    expect([query, (await get(`/runs?${query}`)).status]).toEqual([query, 422]);
  }
  const filter = { data: ['input.order.id:42'], youngerThan: '1h' };
  const accepted = await api.call('POST', '/api/v1/runs/actions', { action: 'cancel', filter });
  // A bulk action means what matched when it was accepted, not what is young an hour later.
  expect(accepted.body).toMatchObject({ matched: 1, filter: { createdAfter: expect.any(String) } });
  expect(accepted.body.filter.youngerThan).toBeUndefined();
});
