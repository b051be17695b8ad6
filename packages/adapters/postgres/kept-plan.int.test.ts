import { afterAll, beforeAll, expect, test } from 'bun:test';
import { endOf, givenRuns, givenWorker, retryIn, type TestWorker } from '@fbrain/testing/factories';
import { rowsRead } from '@fbrain/testing/rows-read';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { listAttempts } from './attempt-store.ts';
import { type Database, openDatabase } from './connection.ts';
import { endOverdueRuns, promoteDueRuns } from './dispatch-store.ts';
import { takePulse } from './pulse-store.ts';
import { cancelRun } from './run-cancel-store.ts';
import { finishRuns, rescheduleRuns } from './run-finish-store.ts';
import { updateProgress } from './run-progress-store.ts';
import { getRun } from './run-query-store.ts';

/** PostgreSQL keeps a plan after five calls, and plans anew only when it has looked at the table again. */
const CALLS = 8;
const BACKLOG = 50_000;
/** What a statement about one run may read of it. */
const MAX_READ = 100;
const ONE = { limit: 1, processLimit: 0 };

let database: TestDatabase;
/** As API and workers have it, with one connection: it counts what it reads itself. */
let sql: Database;
let worker: TestWorker;

beforeAll(async () => {
  database = await createTestDatabase();
  sql = openDatabase({ url: database.url, max: 1, keepsToIndexes: true });
  worker = await givenWorker(sql);
  await sql`vacuum analyze fbrain.run`;
});
afterAll(async () => {
  await sql.end();
  await database.drop();
});

async function claimOne() {
  const [run] = await givenRuns(sql, {});
  const { claimed } = await worker.claimer.claimByIds([run?.id ?? ''], ONE);
  if (!claimed[0]) throw new Error('a run was ready');
  return claimed[0];
}

const STATEMENTS: Record<string, (run: Awaited<ReturnType<typeof claimOne>>) => Promise<unknown>> = {
  'the pulse of a worker': () =>
    takePulse(sql, { workerId: worker.id, leaseMs: 60_000, busySlots: 0, hosts: [], leaderPid: null }),
  'a claim': async () => expect(await claimOne()).toBeDefined(),
  'an end': async (run) => expect(await finishRuns(sql, worker.id, [endOf(run)])).toHaveLength(1),
  'a retry': async (run) => expect(await rescheduleRuns(sql, worker.id, [endOf(run, retryIn(60_000))])).toHaveLength(1),
  'a promotion': async () => {
    const [run] = await givenRuns(sql, { state: 'scheduled' });
    expect(await promoteDueRuns(sql, 10)).toMatchObject([{ id: run?.id }]);
  },
  'an expiry': async () => {
    const [run] = await givenRuns(sql, { expiresAtMs: Date.now() - 1_000 });
    expect(await endOverdueRuns(sql, 10)).toMatchObject([{ id: run?.id, state: 'expired' }]);
  },
  'a look at a run': async ({ id }) => expect(await getRun(sql, id)).toMatchObject({ id }),
  'the attempts of a run': async ({ id }) => expect(await listAttempts(sql, id)).toHaveLength(1),
  'a cancel': async ({ id }) => expect(await cancelRun(sql, id)).toBe('requested'),
  'the progress of a run': async (run) =>
    await updateProgress(sql, worker.id, [{ runId: run.id, attempt: run.attempt, fraction: 0.5, message: null }]),
};

test('what was planned while no run waited reads no backlog when there is one', async () => {
  for (const statement of Object.values(STATEMENTS))
    for (let call = 0; call < CALLS; call++) await statement(await claimOne());
  // The same worker holds all of it: no index of what it holds may be gone through either.
  await sql`
    insert into fbrain.run (id, task, queue, band, state, input, max_attempts, due_at, queued_at, attempt, worker_id, started_at)
    select fbrain.uuid_floor(now() - n * interval '1 ms'), 'noop', 'default', 1, case when n % 2 = 0 then 'queued' else 'running' end,
           '{}', 3, now(), now(), n % 2, case when n % 2 = 1 then ${worker.id}::uuid end, now()
    from generate_series(1, ${BACKLOG}) as n`;
  const read: Record<string, number> = {};
  for (const [name, statement] of Object.entries(STATEMENTS)) {
    const run = await claimOne();
    const before = await rowsRead(sql);
    await statement(run);
    read[name] = (await rowsRead(sql)) - before;
  }
  expect(Object.entries(read).filter(([, rows]) => rows > MAX_READ)).toEqual([]);
});
