import { afterAll, beforeAll, expect, test } from 'bun:test';
import { eventually } from '@fbrain/testing/eventually';
import { openTcpProxy, type TcpProxy } from '@fbrain/testing/tcp-proxy';
import { createTestDatabase } from '@fbrain/testing/test-database';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

let proxy: TcpProxy;
let api: TestApi;
beforeAll(async () => {
  const database = await createTestDatabase();
  proxy = await openTcpProxy(database.url);
  api = await startTestApi({ ...database, url: proxy.through(database.url) });
});
afterAll(() => api.stop());

const ready = async () => (await api.call('GET', '/readyz')).body;
const create = () => api.call('POST', '/api/v1/runs', { task: 'demo.noop' });

test('an API that can serve says so', async () => {
  await eventually(async () => expect(await ready()).toMatchObject({ status: 'ready' }));
});

test('while the database is away the API says so, and serves again by itself', async () => {
  proxy.cut();
  const missing = await api.call('GET', '/readyz');
  expect(missing.status).toBe(503);
  const detail = expect.stringMatching(/^PostgreSQL does not answer: start it, or correct DATABASE_URL\.$/);
  expect(missing.body.checks).toContainEqual(expect.objectContaining({ name: 'database', isOk: false, detail }));
  expect((await api.call('GET', '/healthz')).status).toBe(200);
  proxy.heal();
  await eventually(async () => expect(await ready()).toMatchObject({ status: 'ready' }));
  expect((await create()).status).toBe(202);
});

test('an error that nobody foresaw reveals nothing but the request id', async () => {
  await api.sql`alter table fbrain.worker rename column host to host_away`;
  const answer = await api.call('GET', '/api/v1/workers', undefined, { 'x-request-id': 'failing' });
  await api.sql`alter table fbrain.worker rename column host_away to host`;
  expect([answer.status, answer.body.code, answer.body.requestId]).toEqual([500, 'internal', 'failing']);
  expect(JSON.stringify(answer.body)).not.toMatch(/column|host|worker/);
});

test('a schema that is not there yet is named with its remedy', async () => {
  await api.sql`alter table fbrain.migration rename to migration_hidden`;
  const { status, checks } = await ready();
  await api.sql`alter table fbrain.migration_hidden rename to migration`;
  expect(status).toBe('not-ready');
  expect(checks).toContainEqual(
    expect.objectContaining({ name: 'schema', isOk: false, detail: expect.stringContaining('fbrain-api migrate') }),
  );
});

test('a database that has become a standby accepts nothing, and says so', async () => {
  const [{ name: database } = { name: '' }] = await api.sql<{ name: string }[]>`select current_database() as name`;
  const setReadOnly = async (isReadOnly: boolean) => {
    const name = api.sql(database);
    await api.sql.begin(
      'read write',
      (tx) => tx`alter database ${name} set default_transaction_read_only = ${tx.unsafe(`${isReadOnly}`)}`,
    );
    // Sessions take the setting when they begin.
    proxy.cut();
    proxy.heal();
  };
  await setReadOnly(true);
  await eventually(async () => expect((await create()).body.detail).toContain('read-only'));
  expect((await ready()).checks).toContainEqual(expect.objectContaining({ name: 'database', isOk: false }));
  await setReadOnly(false);
  await eventually(async () => expect((await create()).status).toBe(202));
});

test('what cannot be committed is not accepted', async () => {
  await proxy.close();
  for (const answer of [await create(), await api.call('GET', '/api/v1/runs')]) {
    expect([answer.status, answer.body.code]).toEqual([503, 'unavailable']);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  }
  expect((await api.call('GET', '/metrics')).status).toBe(200);
});
