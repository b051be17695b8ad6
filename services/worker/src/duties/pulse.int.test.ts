import { afterEach, beforeEach, expect, test } from 'bun:test';
import { createLogger } from '@fbrain/adapters/logging/logger';
import { type Database, openDatabase } from '@fbrain/adapters/postgres/connection';
import { markLostWorkers } from '@fbrain/adapters/postgres/dispatch-store';
import { cancelRun } from '@fbrain/adapters/postgres/run-cancel-store';
import { setWorkerState } from '@fbrain/adapters/postgres/worker-store';
import { eventually } from '@fbrain/testing/eventually';
import { givenRuns, givenWorker, MANY, type TestWorker } from '@fbrain/testing/factories';
import { openTcpProxy, type TcpProxy } from '@fbrain/testing/tcp-proxy';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { createPulse, type Pulse } from './pulse.ts';

const LEASE_MS = 1_000;
/** No machine is so slow that it would lapse. */
const LONG_LEASE_MS = 3_600_000;
const ignore = () => {};

let database: TestDatabase;
let proxy: TcpProxy;
let sql: Database;
let pulse: Pulse;
let worker: TestWorker;
let losses: number;
let drains: number;
let cancels: string[];
let stalled: string | null;
let beatsAtMs: number[];
/** Of each beat as the leader: whether it has just taken over. */
let leads: boolean[];
beforeEach(async () => {
  database = await createTestDatabase();
  proxy = await openTcpProxy(database.url);
  sql = openDatabase({ url: proxy.through(database.url), max: 1 });
  losses = 0;
  drains = 0;
  cancels = [];
  stalled = null;
  beatsAtMs = [];
  leads = [];
  worker = await givenWorker(database.sql, { leaseMs: LEASE_MS });
  pulse = pulseOf(LEASE_MS);
});
afterEach(async () => {
  await sql.end({ timeout: 0 });
  await pulse.stop();
  await proxy.close();
  await database.drop();
});

const pulseOf = (leaseMs: number): Pulse =>
  createPulse({
    sql,
    workerId: worker.id,
    leaseMs,
    logger: createLogger({ level: 'error', format: 'json', secrets: [] }),
    busySlots: () => 0,
    hosts: () => [],
    stalled: () => stalled,
    onDatabaseTime: () => beatsAtMs.push(performance.now()),
    onDrainRequested: () => drains++,
    onCancelRequested: (runIds) => cancels.push(...runIds),
    onQueues: ignore,
    onLead: (_work, isNew) => leads.push(isNew),
    onLeaseLost: () => losses++,
  });

test('a worker whose database swallows everything gives up its lease', async () => {
  await pulse.start();
  proxy.blackhole();
  await eventually(() => expect(losses).toBeGreaterThan(0));
});

test('a worker whose work stands still gives up its lease, though the database answers', async () => {
  await pulse.start();
  await eventually(async () => expect(await leaseOf()).toBeGreaterThan(0));
  stalled = 'a claim has not ended for 20 s';
  await eventually(() => expect(losses).toBeGreaterThan(0));
  // The worker counts from when it asked, so it gives up a round trip before the database does.
  await eventually(async () => expect(await leaseOf()).toBeLessThanOrEqual(0));
});

test('a worker that others took for dead hears of it with its next beat, and gives up', async () => {
  await database.sql`update fbrain.worker set lease_expires_at = now()`;
  expect(await markLostWorkers(database.sql)).toHaveLength(1);
  pulse = pulseOf(LONG_LEASE_MS);
  await pulse.start();
  await eventually(() => expect(losses).toBeGreaterThan(0));
  expect(await leaseOf()).toBeLessThanOrEqual(0);
});

test('who asks to cancel a run or to drain its worker is heard though no event arrives', async () => {
  await keepLease();
  const [run] = await givenRuns(database.sql, {});
  await worker.claimer.claimNext(['default'], MANY);
  pulse = pulseOf(LONG_LEASE_MS);
  await pulse.start();
  await cancelRun(database.sql, run?.id ?? '');
  await setWorkerState(database.sql, worker.id, 'draining');
  await eventually(() => expect([cancels[0], drains > 0]).toEqual([run?.id, true]));
  expect(losses).toBe(0);
});

test('a leader whose connection fails leads no more until it has the lock again', async () => {
  await pulse.start();
  await eventually(() => expect(leads[0]).toBe(true));
  proxy.cut();
  await eventually(() => expect(pulse.isLeader).toBe(false));
  await keepLease();
  proxy.heal();
  await eventually(() => expect(leads.filter((isNew) => isNew).length).toBeGreaterThan(1));
});

test('news hurries the next beat, and a flood of news makes no flood of statements', async () => {
  await pulse.start();
  await eventually(() => expect(beatsAtMs).not.toEqual([]));
  const before = beatsAtMs.length;
  // Told all the time.
  await eventually(() => {
    for (let i = 0; i < 1_000; i++) pulse.hurry();
    expect(beatsAtMs.length).toBeGreaterThanOrEqual(before + 10);
  });
  const gapsMs = beatsAtMs.slice(1).map((atMs, index) => atMs - (beatsAtMs[index] ?? 0));
  // Without news they are a second apart; how long the others take depends on the machine.
  expect(Math.min(...gapsMs)).toBeWithin(40, 500);
});

const keepLease = () => database.sql`update fbrain.worker set lease_expires_at = now() + interval '1 hour'`;

async function leaseOf(): Promise<number> {
  const [row] = await database.sql<{ left: number }[]>`
    select extract(epoch from lease_expires_at - now())::float8 as left from fbrain.worker`;
  return row?.left ?? 0;
}
