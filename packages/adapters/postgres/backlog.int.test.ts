import { afterAll, beforeAll, expect, test } from 'bun:test';
import { givenWorker, type TestWorker } from '@fbrain/testing/factories';
import { rowsRead } from '@fbrain/testing/rows-read';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { type Database, openDatabase } from './connection.ts';
import { endOverdueRuns, listWaitingLanes, markLostWorkers, promoteDueRuns } from './dispatch-store.ts';
import { listLimitedReady } from './limited-claim-store.ts';
import { takePulse } from './pulse-store.ts';
import { listRuns } from './run-query-store.ts';
import { readWaitFacts } from './wait-facts-store.ts';

/** Enough to tell what grows with the backlog from what does not. */
const BACKLOG = 50_000;
/** What a statement may read of it: its own batch, and what the planner looks at. */
const MAX_READ = 2_000;
const BATCH = { limit: 100, processLimit: 10 };

let database: TestDatabase;
/** One connection: it counts what it reads itself. */
let sql: Database;
let worker: TestWorker;
/** Its runs of the backlog need a process each. */
let processWorker: TestWorker;

beforeAll(async () => {
  database = await createTestDatabase();
  sql = openDatabase({ url: database.url, max: 1 });
  await sql`
    insert into fbrain.run (id, task, queue, band, state, input, max_attempts, due_at, queued_at)
    select fbrain.uuid_floor(now() - n * interval '1 ms'), 'noop', 'default', 1, 'queued', '{}', 3, now(), now() - interval '1 minute'
    from generate_series(1, ${BACKLOG}) as n`;
  await sql`insert into fbrain.queue (name) values ('mail'), ('reports')`;
  await sql`analyze fbrain.run`;
  worker = await givenWorker(sql);
  processWorker = await givenWorker(sql, { shared: ['other'], process: ['noop'] });
  await sql`update fbrain.worker set tasks = '{noop}'`;
});
afterAll(async () => {
  await sql.end();
  await database.drop();
});

const someIds = async (): Promise<string[]> =>
  (await sql<{ id: string }[]>`select id from fbrain.run where state = 'queued' limit 100`).map(({ id }) => id);

const STATEMENTS: Record<string, () => Promise<unknown>> = {
  'the pulse of the leader': () =>
    takePulse(sql, { workerId: worker.id, leaseMs: 60_000, busySlots: 0, hosts: [], leaderPid: null }),
  'the look for lost hints': () => listWaitingLanes(sql, 1_000),
  'the promotion of due runs': () => promoteDueRuns(sql, 100),
  'the look for overdue runs': () => endOverdueRuns(sql, 100),
  'the look for lost workers': () => markLostWorkers(sql),
  'a claim by hints': async () =>
    expect((await worker.claimer.claimByIds(await someIds(), BATCH)).claimed).toHaveLength(100),
  'a claim by queue': async () => expect(await worker.claimer.claimNext(['default'], BATCH)).toHaveLength(100),
  'a claim by queue without a free process': async () =>
    expect(await processWorker.claimer.claimNext(['default'], { ...BATCH, processLimit: 0 })).toEqual([]),
  'the look for runs with limits': async () =>
    expect(await listLimitedReady(sql, ['default'], { shared: ['noop'], process: [] }, BATCH)).toEqual([]),
  'a page of runs': () => listRuns(sql, { states: ['queued'] }, { limit: 51 }),
  'why a run waits': async () => expect(await readWaitFacts(sql, (await someIds()).at(-1) ?? '')).not.toBeNull(),
};

for (const [name, run] of Object.entries(STATEMENTS)) {
  test(`${name} does not read the backlog`, async () => {
    const before = await rowsRead(sql);
    await run();
    expect((await rowsRead(sql)) - before).toBeLessThan(MAX_READ);
  });
}
