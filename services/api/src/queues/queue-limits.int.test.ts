import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { registerTasks } from '@fbrain/adapters/postgres/task-store';
import { createTestDatabase } from '@fbrain/testing/test-database';
import { startTestApi, type TestApi, toDefinition } from '../../testing/start-test-api.ts';

let api: TestApi;
beforeAll(async () => {
  const database = await createTestDatabase();
  const limited = { ...toDefinition('limited', { type: 'object' }), concurrency: { limit: 2, key: 'month' } };
  await registerTasks(database.sql, [limited]);
  api = await startTestApi(database);
});
afterAll(() => api.stop());

const patch = (body: unknown, name = 'default') => api.call('PATCH', `/api/v1/queues/${name}`, body);

describe('a queue', () => {
  test('takes limits, keeps those that are not named, and gives them up for null', async () => {
    const rate = { limit: 10, per: '1m' };
    expect(await patch({ concurrency: 3, rate })).toMatchObject({
      status: 200,
      body: { name: 'default', concurrency: 3, rate: { ...rate, burst: 10 } },
    });
    expect((await patch({ concurrency: null })).body).toMatchObject({ concurrency: null, rate: { burst: 10 } });
    expect((await patch({ rate: { ...rate, burst: 1 } })).body).toMatchObject({ rate: { ...rate, burst: 1 } });
    expect((await patch({})).body).toMatchObject({ concurrency: null, rate: { burst: 1 } });
    const { body } = await patch({ rate: null });
    expect(body).toMatchObject({ concurrency: null, rate: null });
    expect((await api.call('GET', '/api/v1/queues')).body.items).toContainEqual(body);
  });

  test('is limited by the example of docs/limits.md', async () => {
    const doc = await Bun.file(new URL('../../../../docs/limits.md', import.meta.url)).text();
    const [, example = ''] = /```json\n([^`]*)```/.exec(doc) ?? [];
    expect(await patch(example)).toMatchObject({
      status: 200,
      body: { concurrency: 3, rate: { limit: 100, burst: 100 } },
    });
  });

  const FAULTS: [unknown, string][] = [
    [{ concurrency: 0 }, '/concurrency'],
    [{ concurrency: 1.5 }, '/concurrency'],
    [{ concurrency: '3' }, '/concurrency'],
    [{ concurrency: 1e9 }, '/concurrency'],
    [{ rate: { limit: 10 } }, '/rate/per'],
    [{ rate: { limit: 10, per: 'minute' } }, '/rate/per'],
    [{ rate: { limit: 10, per: '0s' } }, '/rate/per'],
    [{ rate: { limit: 1, per: '365d', burst: 100 } }, '/rate/burst'],
    [{ rate: { limit: 1, per: '1s', key: 'month' } }, '/rate/key'],
    [{ paused: true }, '/paused'],
  ];
  test('refuses what is no limit, naming the field', async () => {
    for (const [body, path] of FAULTS) {
      const answer = await patch(body);
      expect([body, answer.status, answer.body.errors[0]?.path]).toEqual([body, 422, path]);
    }
    expect((await patch('not json')).status).toBe(400);
  });

  test('that is not there cannot be limited', async () => {
    for (const name of ['nothing', 'No%20Name']) {
      expect((await patch({ concurrency: 1 }, name)).body.code).toBe('queue-not-found');
    }
  });
});

test('a replay keeps the concurrency key that was asked for, and takes the one of its own input otherwise', async () => {
  const start = async (body: object) =>
    (await api.call('POST', '/api/v1/runs', { task: 'limited', input: { month: 'may' }, ...body })).body.id;
  const replayed = async (id: string, body?: object) =>
    (await api.call('POST', `/api/v1/runs/${id}/replay`, body)).body.concurrencyKey;
  const asked = await start({ concurrencyKey: 'mine' });
  expect(await replayed(asked)).toBe('limited/mine');
  expect(await replayed(asked, { input: { month: 'june' } })).toBe('limited/mine');
  expect(await replayed(asked, { concurrencyKey: 'other' })).toBe('limited/other');
  const given = await start({});
  expect(await replayed(given)).toBe('limited/may');
  expect(await replayed(given, { input: { month: 'june' } })).toBe('limited/june');
});
