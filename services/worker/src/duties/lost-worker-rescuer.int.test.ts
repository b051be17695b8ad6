import { afterEach, beforeEach, expect, test } from 'bun:test';
import { silentLogger } from '@fbrain/adapters/logging/logger';
import { listAttempts } from '@fbrain/adapters/postgres/attempt-store';
import { cancelRun } from '@fbrain/adapters/postgres/run-cancel-store';
import { finishRuns } from '@fbrain/adapters/postgres/run-finish-store';
import { getRun } from '@fbrain/adapters/postgres/run-query-store';
import { getWorker, setWorkerState } from '@fbrain/adapters/postgres/worker-store';
import type { ClaimedRun } from '@fbrain/core/run/claimed-run';
import type { NewRun } from '@fbrain/core/run/run-request';
import { endOf, givenRuns, givenWorker, type TestWorker } from '@fbrain/testing/factories';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { setupDuties } from './duties-fixture.ts';
import { createLostWorkerRescuer, rescueLostRuns } from './lost-worker-rescuer.ts';

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

const rescue = () => rescueLostRuns(database.sql, { now: Date.now }, silentLogger);

/** A worker that holds new runs, all of them. */
async function givenHolder(...changes: Partial<NewRun>[]): Promise<TestWorker & { held: ClaimedRun[] }> {
  await givenRuns(database.sql, ...changes);
  return await claimAll();
}

async function claimAll(): Promise<TestWorker & { held: ClaimedRun[] }> {
  const worker = await givenWorker(database.sql);
  const held = await worker.claimer.claimNext(['default'], { limit: 1_000, processLimit: 0 });
  return { ...worker, held };
}

const lapse = (workerId: string) =>
  database.sql`update fbrain.worker set lease_expires_at = now() where id = ${workerId}`;

test('the runs of a worker whose lease lapsed are due at once, those of a live one go on', async () => {
  const living = await givenHolder({});
  const { id, held } = await givenHolder({});
  await lapse(id);
  const ids = held.map((run) => run.id);
  expect(await rescue()).toMatchObject(ids.map((runId) => ({ id: runId, state: 'retrying' })));
  const [run] =
    await database.sql`select due_at <= now() as is_due, failures, crashes from fbrain.run where id = ${ids[0] ?? ''}`;
  expect(run).toEqual({ isDue: true, failures: 1, crashes: 1 });
  expect(await listAttempts(database.sql, ids[0] ?? '')).toMatchObject([{ state: 'failed', error: { kind: 'lost' } }]);
  expect((await getRun(database.sql, living.held[0]?.id ?? ''))?.state).toBe('running');
  expect(await rescue()).toEqual([]);
});

test('what a worker that was taken for dead says later changes nothing', async () => {
  const { id, held } = await givenHolder({});
  await lapse(id);
  await rescue();
  const ends = held.map((run) => endOf(run));
  expect(await finishRuns(database.sql, id, ends)).toEqual([]);
  await database.sql`update fbrain.run set state = 'queued'`;
  const heir = await claimAll();
  expect(await finishRuns(database.sql, id, ends)).toEqual([]);
  expect((await getRun(database.sql, held[0]?.id ?? ''))?.workerId).toBe(heir.id);
});

test('a run that somebody had asked to cancel ends as cancelled, and is not tried again', async () => {
  const { id, held } = await givenHolder({});
  await cancelRun(database.sql, held[0]?.id ?? '');
  await lapse(id);
  expect(await rescue()).toMatchObject([{ state: 'cancelled' }]);
  expect(await getRun(database.sql, held[0]?.id ?? '')).toMatchObject({ state: 'cancelled', attempt: 1 });
});

test('a run that has lost three workers in a row is poison: it fails, whatever attempts it has left', async () => {
  await givenRuns(database.sql, { maxAttempts: 100 });
  for (const state of ['retrying', 'retrying', 'failed'] as const) {
    const { id } = await claimAll();
    await lapse(id);
    expect(await rescue()).toMatchObject([{ state }]);
    await database.sql`update fbrain.run set state = 'queued'`;
  }
});

test('a run past its deadline is not tried again', async () => {
  const { id, held } = await givenHolder({ deadlineAtMs: Date.now() + 3_600_000 });
  await database.sql`update fbrain.run set deadline_at = now()`;
  await lapse(id);
  await rescue();
  expect(await getRun(database.sql, held[0]?.id ?? '')).toMatchObject({ state: 'failed', error: { kind: 'deadline' } });
});

test('what a worker could not hand back when it stopped is rescued as well, however much it is', async () => {
  const { id, held } = await givenHolder(...Array.from({ length: 501 }, () => ({})));
  await setWorkerState(database.sql, id, 'stopped');
  expect(held).toHaveLength(501);
  expect(await rescue()).toHaveLength(501);
});

test('a rescue that fails half-way is owed, and made up for', async () => {
  const { sql } = database;
  const { id } = await givenHolder({}, {});
  await lapse(id);
  const { deps, publisher, hinted } = await setupDuties(sql);
  const clock = { now: Date.now };
  let counted = 0;
  const onRescued = (runs: number) => (counted += runs);
  const rescuer = createLostWorkerRescuer({ ...deps, publisher, clock, logger: silentLogger, onRescued });
  await sql`alter table fbrain.attempt add constraint full_disk check (state <> 'failed')`;
  await expect(rescuer.run()).rejects.toThrow('full_disk');
  expect([(await getWorker(sql, id))?.state, rescuer.isOwed()]).toEqual(['lost', true]);
  await sql`alter table fbrain.attempt drop constraint full_disk`;
  await rescuer.run();
  expect([counted, hinted.length, rescuer.isOwed()]).toEqual([2, 2, false]);
  await rescuer.run();
  expect(counted).toBe(2);
});
