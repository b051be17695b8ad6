import { afterEach, beforeEach, expect, test } from 'bun:test';
import { silentLogger } from '@fbrain/adapters/logging/logger';
import { takePulse } from '@fbrain/adapters/postgres/pulse-store';
import { getRun } from '@fbrain/adapters/postgres/run-query-store';
import type { RunState } from '@fbrain/core/run/run-state';
import { givenLimitedTask, givenRuns, givenWorker, MANY } from '@fbrain/testing/factories';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { createDispatcher, type Dispatcher } from './dispatcher.ts';
import { setupDuties } from './duties-fixture.ts';

/** Longer ago than any hint takes, and than any clock of a test is off. */
const PAST_MS = Date.now() - 60_000;

let database: TestDatabase;
let dispatcher: Dispatcher;
let hinted: Awaited<ReturnType<typeof setupDuties>>['hinted'];
let counted: { rescued: number; redispatched: number };
beforeEach(async () => {
  database = await createTestDatabase();
  const duties = await setupDuties(database.sql);
  ({ hinted } = duties);
  counted = { rescued: 0, redispatched: 0 };
  const idle = { run: () => {}, look: () => {}, stop: async () => {} };
  dispatcher = createDispatcher({
    ...duties.deps,
    publisher: duties.publisher,
    bulkActions: idle,
    schedules: idle,
    notifier: idle,
    clock: { now: Date.now },
    logger: silentLogger,
    onRescued: (runs) => (counted.rescued += runs),
    onRedispatched: (runs) => (counted.redispatched += runs),
  });
});
afterEach(async () => {
  await dispatcher.stop();
  await database.drop();
});

const stateOf = async (id: string): Promise<RunState | undefined> => (await getRun(database.sql, id))?.state;

/** What a leader does after a pulse: it knows nothing but what that has found. */
async function lead(): Promise<void> {
  const { id } = await givenWorker(database.sql);
  await database.sql`update fbrain.worker set tasks = '{noop}'`;
  const { work } = await database.sql.begin(async (tx) => {
    const request = { workerId: id, leaseMs: 60_000, busySlots: 0, hosts: [], leaderPid: null };
    const pulse = await takePulse(tx as never, request);
    await tx`select pg_advisory_unlock_all()`;
    return pulse;
  });
  if (!work) throw new Error('Somebody else leads.');
  await dispatcher.dispatch(work, false);
}

test('what is due becomes ready, and its hint is sent', async () => {
  const [due, later] = await givenRuns(
    database.sql,
    { state: 'scheduled', dueAtMs: PAST_MS },
    { state: 'scheduled', dueAtMs: Date.now() + 3_600_000 },
  );
  await lead();
  expect([await stateOf(due?.id ?? ''), await stateOf(later?.id ?? '')]).toEqual(['queued', 'scheduled']);
  expect(hinted.map(({ runId }) => runId)).toEqual([due?.id ?? '']);
});

test('what has expired or is past its deadline ends, however it waits', async () => {
  const overdue = await givenRuns(
    database.sql,
    { expiresAtMs: PAST_MS },
    { deadlineAtMs: PAST_MS },
    { expiresAtMs: PAST_MS, state: 'scheduled', dueAtMs: Date.now() + 3_600_000 },
  );
  await lead();
  const states = await Promise.all(overdue.map(({ id }) => stateOf(id)));
  expect(states).toEqual(['expired', 'failed', 'expired']);
});

test('what a dead worker held starts again, and is counted', async () => {
  await givenRuns(database.sql, {});
  const { id, claimer } = await givenWorker(database.sql);
  const [held] = await claimer.claimNext(['default'], MANY);
  await database.sql`update fbrain.worker set lease_expires_at = now() where id = ${id}`;
  await lead();
  expect([await stateOf(held?.id ?? ''), counted.rescued]).toEqual(['queued', 1]);
});

test('what is ready and has lost its hint is told again, and is counted', async () => {
  const [run] = await givenRuns(database.sql, { createdAtMs: PAST_MS });
  await lead();
  expect([hinted.map(({ runId }) => runId), counted.redispatched]).toEqual([[run?.id ?? ''], 1]);
});

test('what a limit blocks is released when there is room', async () => {
  await givenLimitedTask(database.sql, { concurrency: { limit: 1, key: null } });
  const [run] = await givenRuns(database.sql, { concurrencyKey: 'noop' });
  await database.sql`update fbrain.run set state = 'blocked', blocked_by = 'concurrency:noop'`;
  await lead();
  expect(await stateOf(run?.id ?? '')).toBe('queued');
});
