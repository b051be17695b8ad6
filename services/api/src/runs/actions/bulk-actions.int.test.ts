import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { givenRuns } from '@fbrain/testing/factories';
import { createTestDatabase } from '@fbrain/testing/test-database';
import { startTestApi, type TestApi } from '../../../testing/start-test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi(await createTestDatabase());
});
afterAll(() => api.stop());

const act = (body: unknown, headers?: Record<string, string>) =>
  api.call('POST', '/api/v1/runs/actions', body, headers);

/** Runs that no other test touches: `queued` waiting ones and `ended` cancelled ones, under a tag of their own. */
async function givenTagged({ queued = 0, ended = 0 }) {
  const tag = crypto.randomUUID();
  const ids = (await givenRuns(api.sql, ...Array.from({ length: queued + ended }, () => ({ tags: [tag] })))).map(
    ({ id }) => id,
  );
  for (const id of ids.slice(queued)) await api.call('POST', `/api/v1/runs/${id}/cancel`);
  return { tag, ids };
}

describe('counting', () => {
  test('is exact for few runs, whatever their state', async () => {
    const { tag } = await givenTagged({ queued: 2, ended: 1 });
    const count = async (query: string) => (await api.call('GET', `/api/v1/runs/count?tag=${tag}${query}`)).body;
    expect(await count('')).toEqual({ count: 3, isExact: true });
    expect(await count('&state=cancelled')).toEqual({ count: 1, isExact: true });
    expect(await count('&state=failed')).toEqual({ count: 0, isExact: true });
    expect(await count(`&createdAfter=2100-01-01T00:00:00Z`)).toEqual({ count: 0, isExact: true });
  });

  test('refuses what the list refuses, and pages', async () => {
    for (const query of ['state=done', 'limit=5', 'workerId=me', 'createdAfter=yesterday']) {
      expect((await api.call('GET', `/api/v1/runs/count?${query}`)).status).toBe(422);
    }
  });

  test('above ten thousand is an estimate that is not below them', async () => {
    const own = await startTestApi(await createTestDatabase());
    await own.sql`
      insert into fbrain.run (id, task, queue, state, input, max_attempts, due_at, queued_at)
      select fbrain.new_id(now()), 'noop', 'default', 'queued', '{}', 1, now(), now() from generate_series(1, 10001)`;
    const { body } = await own.call('GET', '/api/v1/runs/count');
    const preview = await own.call('POST', '/api/v1/runs/actions', { action: 'delete', all: true, dryRun: true });
    await own.stop();
    expect(body.isExact).toBe(false);
    expect(body.count).toBeGreaterThan(10_000);
    expect(preview.body).toEqual({ action: 'delete', matched: body.count, skipped: body.count, isExact: false });
  });
});

describe('a dry run', () => {
  test('says how many runs match and how many would be skipped because of their state', async () => {
    const { tag } = await givenTagged({ queued: 3, ended: 2 });
    const preview = async (action: string) => (await act({ action, filter: { tag }, dryRun: true })).body;
    expect(await preview('cancel')).toEqual({ action: 'cancel', matched: 5, skipped: 2, isExact: true });
    expect(await preview('delete')).toEqual({ action: 'delete', matched: 5, skipped: 3, isExact: true });
    expect(await preview('replay')).toEqual({ action: 'replay', matched: 5, skipped: 0, isExact: true });
  });

  test('does nothing', async () => {
    const { tag } = await givenTagged({ queued: 1 });
    const before = (await api.call('GET', '/api/v1/bulk-actions')).body.items.length;
    expect((await act({ action: 'cancel', filter: { tag }, dryRun: true })).status).toBe(200);
    expect((await api.call('GET', '/api/v1/bulk-actions')).body.items).toHaveLength(before);
  });
});

describe('an action', () => {
  test('is accepted as a resource that can be watched, listed and stopped once', async () => {
    const { ids } = await givenTagged({ queued: 2 });
    const accepted = await act({ action: 'cancel', filter: { ids }, rate: 10 });
    expect(accepted.status).toBe(202);
    const { id } = accepted.body;
    expect(accepted.headers.get('location')).toBe(`/api/v1/bulk-actions/${id}`);
    expect(accepted.body).toMatchObject({
      state: 'running',
      filter: { ids },
      rate: 10,
      matched: 2,
      done: 0,
      failed: 0,
    });
    expect((await api.call('GET', `/api/v1/bulk-actions/${id}`)).body).toEqual(accepted.body);
    expect((await api.call('GET', '/api/v1/bulk-actions?limit=1')).body.items).toEqual([accepted.body]);
    const stopped = await api.call('POST', `/api/v1/bulk-actions/${id}/cancel`);
    expect(stopped.body).toMatchObject({ state: 'cancelled', finishedAt: expect.any(String) });
    const again = await api.call('POST', `/api/v1/bulk-actions/${id}/cancel`);
    expect([again.status, again.body.code]).toEqual([409, 'bulk-action-ended']);
  });

  test('with the same idempotency key is accepted once, twenty times at once too', async () => {
    const { tag } = await givenTagged({ queued: 1 });
    const key = { 'idempotency-key': `bulk-${tag}` };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => act({ action: 'cancel', filter: { tag } }, key)),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    const other = await act({ action: 'replay', filter: { tag } }, key);
    expect([other.status, other.body.code]).toEqual([409, 'idempotency-conflict']);
    await api.sql`update fbrain.bulk_action set created_at = now() - interval '25 hours' where id = ${answers[0]?.body.id}`;
    expect((await act({ action: 'replay', filter: { tag } }, key)).status).toBe(202);
  });

  test('that does not exist is not found', async () => {
    for (const id of [crypto.randomUUID(), 'x']) {
      for (const [method, path] of [
        ['GET', ''],
        ['POST', '/cancel'],
      ] as const) {
        const answer = await api.call(method, `/api/v1/bulk-actions/${id}${path}`);
        expect([answer.status, answer.body.code]).toEqual([404, 'bulk-action-not-found']);
      }
    }
  });
});

describe('a request for an action', () => {
  test('on everything has to be asked for by name', async () => {
    for (const filter of [undefined, {}, { state: [] }, { q: '' }]) {
      const answer = await act({ action: 'delete', filter });
      expect([answer.status, answer.body.detail]).toEqual([422, expect.stringContaining('"all": true')]);
    }
    expect((await act({ action: 'delete', all: false })).status).toBe(422);
    expect((await act({ action: 'delete', all: true, dryRun: true })).status).toBe(200);
    expect((await act({ action: 'delete', all: true, filter: { task: 'noop' } })).body.errors[0].path).toBe('/all');
  });

  test('that makes no sense is refused with the field', async () => {
    const tooMany = Array.from({ length: 1_001 }, () => crypto.randomUUID());
    const bad: [string, unknown][] = [
      ['/action', { action: 'erase', filter: { task: 'noop' } }],
      ['/action', { filter: { task: 'noop' } }],
      ['/filter/state/0', { action: 'cancel', filter: { state: ['done'] } }],
      ['/filter/states', { action: 'cancel', filter: { states: ['failed'] } }],
      ['/filter/ids', { action: 'cancel', filter: { ids: [] } }],
      ['/filter/ids', { action: 'cancel', filter: { ids: tooMany } }],
      ['/filter/ids/0', { action: 'cancel', filter: { ids: ['1; drop table'] } }],
      ['/filter/tag', { action: 'cancel', filter: { tag: '\0' } }],
      ['/rate', { action: 'cancel', filter: { task: 'noop' }, rate: 0 }],
      ['/rate', { action: 'cancel', filter: { task: 'noop' }, rate: 10_001 }],
      ['Idempotency-Key', { action: 'cancel', filter: { task: 'noop' } }],
    ];
    for (const [path, body] of bad) {
      const answer = await act(body, path === 'Idempotency-Key' ? { 'idempotency-key': 'k'.repeat(256) } : {});
      expect({
        path,
        status: answer.status,
        faults: answer.body.errors?.map((error: { path: string }) => error.path),
      }).toEqual({
        path,
        status: 422,
        faults: [path],
      });
    }
  });
});
