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
    await eventually(() => Promise.all(Array.from({ length: 10 }, statement)), { timeoutMs: 2_000 });
  }
}, 30_000);

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
