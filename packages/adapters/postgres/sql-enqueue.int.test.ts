import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { DEFAULT_RETRY } from '@fbrain/core/retry/retry-policy';
import { prepareRun } from '@fbrain/core/run/prepare-run';
import type { RunRequest } from '@fbrain/core/run/run-request';
import { concurrencyName, rateName } from '@fbrain/core/task/concurrency';
import type { TaskDefinition } from '@fbrain/core/task/task';
import { testDefinition } from '@fbrain/core/task/test-definition';
import { givenWorker, MANY } from '@fbrain/testing/factories';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { openDatabase } from './connection.ts';
import { promoteDueRuns } from './dispatch-store.ts';
import { insertRuns } from './run-insert-store.ts';
import { getRun } from './run-query-store.ts';
import { registerTasks } from './task-store.ts';

const DOC = new URL('../../../docs/sql-enqueue.md', import.meta.url);

const TASK = testDefinition({
  name: 'report.build',
  queue: 'reports',
  retry: { ...DEFAULT_RETRY, maxAttempts: 7 },
});

let database: TestDatabase;
const sql = () => database.sql;
beforeEach(async () => {
  database = await createTestDatabase();
  await registerTasks(sql(), [TASK]);
});
afterEach(() => database.drop());

async function enqueue(options: object | string = {}, input: unknown = { n: 1 }): Promise<string> {
  const [row] = await sql()<{ id: string }[]>`
    select fbrain.enqueue('report.build', ${JSON.stringify(input)}::text::jsonb,
                          ${JSON.stringify(options)}::text::jsonb) as id`;
  return row?.id ?? '';
}
const enqueued = async (options: object = {}) => await getRun(sql(), await enqueue(options));
const refusal = async (work: Promise<unknown>) => await work.catch((error: unknown) => error);

describe('fbrain.enqueue', () => {
  test('makes the run that the API makes of the same request', async () => {
    const options: Omit<RunRequest, 'task'> = {
      queue: 'slow',
      priority: 'high',
      rank: -3,
      runAt: '2030-01-01T00:00:00Z',
      expiresAt: '2030-01-02T00:00:00+01:00',
      deadline: '2030-01-03T00:00:00Z',
      timeout: '1500ms',
      maxAttempts: 2,
      backoff: { kind: 'fixed', initial: '3s' },
      tags: ['b', 'a', 'b'],
      metadata: { by: { sql: true } },
      uniqueKey: 'k',
    };
    const request = { task: TASK.name, input: { n: 1 }, ...options };
    const prepared = prepareRun(request, TASK, { id: Bun.randomUUIDv7(), nowMs: Date.now(), inputJson: '{"n":1}' });
    await insertRuns(sql(), [{ ...prepared, uniqueKey: 'other' }]);
    const viaSql = await enqueued(options);
    const viaApi = await getRun(sql(), prepared.id);
    const own = { id: '', createdAt: '', uniqueKey: '' };
    expect({ ...viaSql, ...own }).toEqual({ ...viaApi, ...own });
  });

  test('takes the defaults of the task, and JSON null for absent', async () => {
    const defaults = { queue: 'reports', priority: 'normal', rank: 0, maxAttempts: 7, timeout: null, tags: [] };
    expect(await enqueued()).toMatchObject({ ...defaults, input: { n: 1 }, metadata: {}, uniqueKey: null });
    expect(
      await enqueued({ queue: null, tags: null, metadata: null, delay: null, rank: null, backoff: {} }),
    ).toMatchObject(defaults);
    const [row] = await sql()<{ id: string }[]>`select fbrain.enqueue('report.build') as id`;
    expect((await getRun(sql(), row?.id ?? ''))?.input).toEqual({});
  });
});

describe('a run from SQL', () => {
  test('is part of the transaction: a rollback leaves no run', async () => {
    let id = '';
    const undone = sql().begin(async (tx) => {
      [{ id } = { id: '' }] = await tx<{ id: string }[]>`select fbrain.enqueue('report.build') as id`;
      throw new Error('rolled back');
    });
    expect(undone).rejects.toThrow('rolled back');
    await undone.catch(() => {});
    expect(await getRun(sql(), id)).toBeNull();
  });

  test('is handed out by the next look of the leading worker', async () => {
    const id = await enqueue();
    const later = await enqueue({ delay: '5m' });
    expect((await promoteDueRuns(sql(), 10)).map((run) => run.id)).toEqual([id]);
    const { claimer } = await givenWorker(sql(), { shared: ['report.build'] });
    expect(await claimer.claimNext(['reports'], MANY)).toMatchObject([{ id, inputJson: '{"n": 1}' }]);
    expect((await getRun(sql(), later))?.state).toBe('scheduled');
  });

  test('has an id of version 7 in the order of the calls', async () => {
    const rows = await sql().begin(async (tx) => {
      return await tx<{ id: string; version: string }[]>`
        select id::text as id, substr(id::text, 15, 1) as version
        from (select fbrain.enqueue('report.build') as id from generate_series(1, 200)) as run`;
    });
    const ids = rows.map((row) => row.id);
    expect(ids).toEqual(ids.toSorted());
    expect(new Set(rows.map((row) => row.version))).toEqual(new Set(['7']));
    const createdAt = (await getRun(sql(), ids[0] ?? ''))?.createdAt ?? '';
    expect(Number.parseInt((ids[0] ?? '').replaceAll('-', '').slice(0, 12), 16)).toBe(Date.parse(createdAt));
  });

  test('is made once for a unique key, by fifty calls at once too', async () => {
    const pool = openDatabase({ url: database.url, max: 20 });
    const call = () => pool<{ id: string }[]>`select fbrain.enqueue('report.build', '{}', '{"uniqueKey":"k"}') as id`;
    const answers = await Promise.all(Array.from({ length: 50 }, call));
    await pool.end();
    expect(new Set(answers.map(([row]) => row?.id)).size).toBe(1);
  });

  test('can be made by a role that may do nothing else', async () => {
    const role = `app_${Bun.randomUUIDv7().replaceAll('-', '')}`;
    await sql().unsafe(`create role ${role}; grant usage on schema fbrain to ${role}`);
    try {
      await sql().begin(async (tx) => {
        await tx.unsafe(`set local role ${role}`);
        await tx`select fbrain.enqueue('report.build')`;
      });
      const peek = sql().begin(async (tx) => {
        await tx.unsafe(`set local role ${role}`);
        await tx`select from fbrain.run`;
      });
      expect(await refusal(peek)).toMatchObject({ code: '42501' });
    } finally {
      await sql().unsafe(`drop owned by ${role}; drop role ${role}`);
    }
  });
});

describe('fbrain.enqueue refuses', () => {
  test('an unknown task, naming those there are', async () => {
    const error = await refusal(sql()`select fbrain.enqueue('report.bild')`);
    expect(error).toMatchObject({
      code: '42704',
      message: 'fbrain.enqueue: there is no task "report.bild"',
      hint: expect.stringContaining('report.build'),
    });
  });

  const FAULTS: [string, object | string][] = [
    ['dely', { dely: '5m' }],
    ['delay', { delay: 'soon' }],
    ['delay', { delay: '4000d' }],
    ['delay', { delay: '1s', runAt: '2030-01-01T00:00:00Z' }],
    ['runAt', { runAt: '2030-01-01T00:00:00' }],
    ['ttl', { ttl: '1s', expiresAt: '2030-01-01T00:00:00Z' }],
    ['ttl', { ttl: '1s', delay: '5s' }],
    ['deadline', { deadline: '2020-01-01T00:00:00Z' }],
    ['timeout', { timeout: '0s' }],
    ['priority', { priority: 'urgent' }],
    ['rank', { rank: 40_000 }],
    ['maxAttempts', { maxAttempts: 1.5 }],
    ['backoff', { backoff: '10s' }],
    ['backoff', { backoff: { factor: 2 } }],
    ['backoff', { backoff: { kind: 'linear' } }],
    ['backoff', { backoff: { jitter: 2 } }],
    ['backoff', { backoff: { jitter: '0.5' } }],
    ['backoff', { backoff: { initial: '2d', max: '1d' } }],
    ['initial', { backoff: { initial: 'soon' } }],
    ['queue', { queue: 'No Spaces' }],
    ['tags', { tags: 'a' }],
    ['tags', { tags: [1] }],
    ['tags', { tags: ['x'.repeat(101)] }],
    ['tags', { tags: Array.from({ length: 51 }, (_, n) => `${n}`) }],
    ['metadata', { metadata: [] }],
    ['uniqueKey', { uniqueKey: '' }],
    ['concurrencyKey', { concurrencyKey: 'k' }],
    ['options', 'delay'],
  ];
  test('bad options, naming them', async () => {
    for (const [name, options] of FAULTS) {
      const error = await refusal(enqueue(options));
      expect(error).toMatchObject({ code: '22023', message: expect.stringContaining(name) });
    }
  });
});

test('a run from SQL counts under the same limit as one from the API', async () => {
  const input = { customer: { id: 4.5, name: 'Ada' }, list: [7], flag: true, none: null };
  for (const key of ['customer.id', 'customer.name', 'customer', 'list.0', 'flag', 'none', 'absent', null]) {
    const task: TaskDefinition = { ...TASK, concurrency: { limit: 1, key } };
    await registerTasks(sql(), [task]);
    for (const asked of [undefined, 'asked']) {
      const id = await enqueue(asked === undefined ? {} : { concurrencyKey: asked }, input);
      expect((await getRun(sql(), id))?.concurrencyKey ?? null).toBe(concurrencyName(task, input, asked));
    }
  }
});

test('a run from SQL counts under the same rate as one from the API', async () => {
  const input = { customer: { id: 4.5, name: 'Ada' }, flag: true, none: null };
  for (const key of ['customer.id', 'customer.name', 'customer', 'flag', 'none', 'absent', null]) {
    const task: TaskDefinition = { ...TASK, rate: { limit: 1, per: '1s', burst: 1, key } };
    await registerTasks(sql(), [task]);
    const [row] = await sql()<{ rateKey: string | null }[]>`
      select rate_key from fbrain.run where id = ${await enqueue({}, input)}`;
    expect(row?.rateKey ?? null).toBe(rateName(task, input));
  }
  await registerTasks(sql(), [{ ...TASK, rate: { limit: 1, per: '1s', burst: 1, key: 'text' } }]);
  const error = await refusal(enqueue({}, { text: 'x'.repeat(201) }));
  expect(error).toMatchObject({ code: '22023', message: expect.stringContaining('at most 200 characters') });
});

test('the example of docs/sql-enqueue.md runs as it stands', async () => {
  await registerTasks(sql(), [{ ...TASK, name: 'invoice.send' }]);
  const [, example = ''] = /```sql\n([^`]*begin;[^`]*)```/.exec(await Bun.file(DOC).text()) ?? [];
  // One connection, as an application has: the example begins and commits by itself.
  const application = openDatabase({ url: database.url, max: 1 });
  await application.unsafe(example).simple();
  await application.end();
  const [run] = await sql()<{ input: object; uniqueKey: string }[]>`
    select input, unique_key from fbrain.run where task = 'invoice.send'`;
  expect(run).toEqual({ input: { invoice: 42 }, uniqueKey: 'invoice-42' });
});
