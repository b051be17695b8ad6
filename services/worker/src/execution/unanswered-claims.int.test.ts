import { afterEach, beforeEach, expect, test } from 'bun:test';
import { silentLogger } from '@fbrain/adapters/logging/logger';
import { type Database, openDatabase } from '@fbrain/adapters/postgres/connection';
import { createRunClaimer, type RunClaimer } from '@fbrain/adapters/postgres/run-claim-store';
import { eventually } from '@fbrain/testing/eventually';
import { givenRuns, givenWorker, MANY } from '@fbrain/testing/factories';
import { openTcpProxy, type TcpProxy } from '@fbrain/testing/tcp-proxy';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { createUnansweredClaims, type UnansweredClaims } from './unanswered-claims.ts';

let database: TestDatabase;
let proxy: TcpProxy;
let sql: Database;
let claimer: RunClaimer;
let unanswered: UnansweredClaims;
let known: Set<string>;
let handedBack: string[];
beforeEach(async () => {
  database = await createTestDatabase();
  proxy = await openTcpProxy(database.url);
  sql = openDatabase({ url: proxy.through(database.url), max: 2 });
  const { id: workerId } = await givenWorker(database.sql);
  known = new Set();
  handedBack = [];
  unanswered = createUnansweredClaims({
    sql,
    workerId,
    logger: silentLogger,
    progress: { claiming: (claim) => claim() },
    holds: (runId) => known.has(runId),
    handBack: async ({ id }) => void handedBack.push(id),
  });
  const tasks = () => ({ shared: ['noop'], process: [], limited: [] });
  claimer = unanswered.watch(createRunClaimer({ sql, workerId, tasks }));
});
afterEach(async () => {
  await sql.end({ timeout: 0 });
  await proxy.close();
  await database.drop();
});

const runningCount = async () => (await database.sql`select from fbrain.run where state = 'running'`).length;

test('a claim whose answer is lost with the connection is handed back, and nothing else', async () => {
  const [mine, lost] = await givenRuns(database.sql, {}, {});
  const { claimed } = await claimer.claimByIds([mine?.id ?? ''], MANY);
  for (const { id } of claimed) known.add(id);
  // The server works on the claim until the connection is gone, and then goes on.
  await database.sql`create function linger() returns trigger language plpgsql
    as 'begin perform pg_advisory_xact_lock(7); return new; end'`;
  await database.sql`create trigger linger before update on fbrain.run for each row execute function linger()`;
  const holder = await database.sql.reserve();
  await holder`select pg_advisory_lock(7)`;
  const claim = claimer.claimByIds([lost?.id ?? ''], MANY);
  await eventually(async () => {
    const waiting = await database.sql`
      select from pg_stat_activity where wait_event = 'advisory' and datname = current_database()`;
    expect(waiting).toHaveLength(1);
  });
  proxy.cut();
  await expect(claim).rejects.toThrow();
  proxy.heal();
  await holder`select pg_advisory_unlock(7)`;
  holder.release();
  await eventually(async () => expect(await runningCount()).toBe(2));
  await unanswered.runOnce();
  expect(handedBack).toEqual([lost?.id ?? '']);
});

test('as long as claims are answered nobody looks', async () => {
  const [run] = await givenRuns(database.sql, {});
  await claimer.claimByIds([run?.id ?? ''], MANY);
  await unanswered.runOnce();
  expect(handedBack).toEqual([]);
});

test('a run whose end could not be written is handed back', async () => {
  const [run] = await givenRuns(database.sql, {});
  await claimer.claimByIds([run?.id ?? ''], MANY);
  await unanswered.runOnce();
  expect(handedBack).toEqual([]);
  unanswered.suspect();
  await unanswered.runOnce();
  expect(handedBack).toEqual([run?.id ?? '']);
});
