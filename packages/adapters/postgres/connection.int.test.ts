import { afterAll, beforeAll, expect, test } from 'bun:test';
import { eventually } from '@fbrain/testing/eventually';
import { openTcpProxy, type TcpProxy } from '@fbrain/testing/tcp-proxy';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { type Database, openDatabase } from './connection.ts';

let database: TestDatabase;
let proxy: TcpProxy;
let sql: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  proxy = await openTcpProxy(database.url);
  sql = openDatabase({ url: proxy.through(database.url), max: 5 });
  await database.sql`create table note (text text)`;
});
afterAll(async () => {
  await sql.end({ timeout: 1 });
  await proxy.close();
  await database.drop();
});

/** Parameters make the driver describe the statement first, and an array makes it ask for types. */
const statement = () => sql`select ${1}::int, ${['a']}::text[]`;
const settled = (count: number) => Promise.allSettled(Array.from({ length: count }, statement));

// patches/postgres@3.4.9.patch: without it statements hang and the process ends with an error nobody can catch.
test('statements end while the network fails and are answered soon after', async () => {
  for (let round = 0; round < 5; round++) {
    const before = settled(20);
    proxy.cut();
    await Promise.all([before, settled(20)]);
    proxy.heal();
    await eventually(() => Promise.all(Array.from({ length: 10 }, statement)));
  }
});

test('a transaction that lost its connection sends nothing on the next one', async () => {
  const transaction = sql.begin(async (tx) => {
    const [backend] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`;
    await database.sql`select pg_terminate_backend(${backend?.pid ?? 0}, 5000)`;
    await tx`select 1`.catch(() => {});
    // By now the pool may use the connection for others.
    await eventually(() => Promise.all(Array.from({ length: 20 }, statement)));
    await tx`insert into note values ('outside of any transaction')`;
  });
  await expect(transaction).rejects.toThrow();
  await settled(20);
  expect(await database.sql`select text from note`).toHaveLength(0);
});

test('a reserved connection that was lost sends nothing on the next one, and gives the pool no dead one', async () => {
  const pool = openDatabase({ url: database.url, max: 1 });
  const ask = () => pool<{ pid: number }[]>`select pg_backend_pid() as pid`;
  const reserved = await pool.reserve();
  const [backend] = await reserved<{ pid: number }[]>`select pg_backend_pid() as pid`;
  await database.sql`select pg_terminate_backend(${backend?.pid ?? 0}, 5000)`;
  await reserved`select 1`.catch(() => {});
  // By now the pool uses the place for others.
  await eventually(ask);
  const late = reserved`insert into note values ('without the session it was meant for')`;
  await expect(late.execute()).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  expect(await database.sql`select text from note`).toHaveLength(0);
  reserved.release();
  expect(await Promise.all([ask(), ask()])).toHaveLength(2);
  await pool.end({ timeout: 1 });
});

test('a pool goes on when a reserved connection is given back after its loss', async () => {
  const pool = openDatabase({ url: database.url, max: 1 });
  const reserved = await pool.reserve();
  const [backend] = await reserved<{ pid: number }[]>`select pg_backend_pid() as pid`;
  await database.sql`select pg_terminate_backend(${backend?.pid ?? 0}, 5000)`;
  await reserved`select 1`.catch(() => {});
  reserved.release();
  await eventually(() => pool`select 1`);
  await pool.end({ timeout: 1 });
});

test('a connection that fell silent is given up, and the next one answers', async () => {
  const impatient = openDatabase({ url: proxy.through(database.url), max: 3, statementTimeoutMs: 1_000 });
  const ask = () => impatient`select 1`;
  await Promise.all([ask(), ask(), ask()]);
  proxy.freeze();
  const waiting = await Promise.allSettled([ask(), ask(), ask(), impatient.begin((tx) => tx`select 1`)]);
  expect(waiting.map(({ status }) => status)).toContain('rejected');
  await eventually(() => Promise.all([ask(), ask(), ask()]));
  await impatient.end({ timeout: 1 });
});

test('a statement that takes long is not given up before the server ends it', async () => {
  const impatient = openDatabase({ url: database.url, max: 1, statementTimeoutMs: 2_500 });
  await impatient`select pg_sleep(1)`;
  await expect(impatient`select pg_sleep(10)`.execute()).rejects.toMatchObject({ code: '57014' });
  await impatient.end({ timeout: 1 });
});
