import { afterEach, beforeEach, expect, test } from 'bun:test';
import { createLogger } from '@fbrain/adapters/logging/logger';
import { type Database, openDatabase } from '@fbrain/adapters/postgres/connection';
import { eventually } from '@fbrain/testing/eventually';
import { givenWorker } from '@fbrain/testing/factories';
import { openTcpProxy, type TcpProxy } from '@fbrain/testing/tcp-proxy';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { createPulse, type Pulse } from './pulse.ts';

const LEASE_MS = 1_000;
const ignore = () => {};

let database: TestDatabase;
let proxy: TcpProxy;
let sql: Database;
let pulse: Pulse;
let losses: number;
let stalled: string | null;
let beatsAtMs: number[];
/** Of each beat as the leader: whether it has just taken over. */
let leads: boolean[];
beforeEach(async () => {
  database = await createTestDatabase();
  proxy = await openTcpProxy(database.url);
  sql = openDatabase({ url: proxy.through(database.url), max: 1 });
  losses = 0;
  stalled = null;
  beatsAtMs = [];
  leads = [];
  const { id } = await givenWorker(database.sql, { leaseMs: LEASE_MS });
  pulse = createPulse({
    sql,
    workerId: id,
    leaseMs: LEASE_MS,
    logger: createLogger({ level: 'error', format: 'json', secrets: [] }),
    busySlots: () => 0,
    hosts: () => [],
    stalled: () => stalled,
    onDatabaseTime: () => beatsAtMs.push(performance.now()),
    onDrainRequested: ignore,
    onCancelRequested: ignore,
    onQueues: ignore,
    onLead: (_work, isNew) => leads.push(isNew),
    onLeaseLost: () => losses++,
  });
});
afterEach(async () => {
  await sql.end({ timeout: 0 });
  await pulse.stop();
  await proxy.close();
  await database.drop();
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

test('a leader whose connection fails leads no more until it has the lock again', async () => {
  await pulse.start();
  await eventually(() => expect(leads[0]).toBe(true));
  proxy.cut();
  await eventually(() => expect(pulse.isLeader).toBe(false));
  await database.sql`update fbrain.worker set lease_expires_at = now() + interval '1 minute'`;
  proxy.heal();
  await eventually(() => expect(leads.filter((isNew) => isNew).length).toBeGreaterThan(1));
});

test('news hurries the next beat, and a flood of news makes no flood of statements', async () => {
  await pulse.start();
  await eventually(() => expect(beatsAtMs).not.toEqual([]));
  const before = beatsAtMs.length;
  const saidAtMs = performance.now();
  // Told all the time.
  await eventually(() => {
    for (let i = 0; i < 1_000; i++) pulse.hurry();
    expect(beatsAtMs.length).toBeGreaterThanOrEqual(before + 10);
  });
  const gapsMs = beatsAtMs.slice(1).map((atMs, index) => atMs - (beatsAtMs[index] ?? 0));
  expect(Math.min(...gapsMs)).toBeGreaterThan(40);
  // Half a second; without news they take ten.
  expect((beatsAtMs[before + 9] ?? 0) - saidAtMs).toBeLessThan(9_000);
});

async function leaseOf(): Promise<number> {
  const [row] = await database.sql<{ left: number }[]>`
    select extract(epoch from lease_expires_at - now())::float8 as left from fbrain.worker`;
  return row?.left ?? 0;
}
