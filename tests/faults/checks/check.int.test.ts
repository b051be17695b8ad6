import { afterEach, beforeEach, expect, test } from 'bun:test';
import { appendFileSync } from 'node:fs';
import { cancelRun } from '@fbrain/adapters/postgres/run-cancel-store';
import { finishRuns } from '@fbrain/adapters/postgres/run-finish-store';
import { CANCELLED_UNSAID } from '@fbrain/core/run/conclude-attempt';
import { endOf, givenRuns, givenWorker, MANY } from '@fbrain/testing/factories';
import { temporaryFolders } from '@fbrain/testing/temporary-folder';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { type Ledger, openLedger } from '../work/ledger.ts';
import type { Expectation } from '../work/work-kinds.ts';
import { checkEvidence } from './check.ts';
import { watchFinalRuns } from './final-watch.ts';

const folder = temporaryFolders('fbrain-faults-');
let database: TestDatabase;
let ledger: Ledger;
let journal: string;

beforeEach(async () => {
  database = await createTestDatabase();
  const dir = folder();
  ledger = openLedger(dir);
  journal = `${dir}/journal`;
  appendFileSync(journal, '');
});
afterEach(() => database.drop());

const SUCCEEDED: Expectation = { states: ['succeeded'], output: { ok: true } };
const violations = async () => (await checkEvidence(database.sql, ledger, journal)).violations;
const accepted = (id: string, expected: Partial<Expectation> = {}) =>
  ledger.add([{ id, expected: { ...SUCCEEDED, ...expected } }]);

const executed = (id: string, attempt: number, beganMs: number, endedMs: number) =>
  appendFileSync(journal, `b\t${id}\t${attempt}\t1\t${beganMs}\ne\t${id}\t${attempt}\t1\t${endedMs}\n`);

/** A run that succeeded at its first attempt. */
async function givenSucceededRun(): Promise<string> {
  const { sql } = database;
  const [run] = await givenRuns(sql, {});
  const { id, claimer } = await givenWorker(sql);
  const { claimed } = await claimer.claimByIds([run?.id ?? ''], MANY);
  const ends = claimed.map((one) => endOf(one));
  await finishRuns(sql, id, ends);
  return run?.id ?? '';
}

async function givenCancelledRun(): Promise<string> {
  const [run] = await givenRuns(database.sql, {});
  await cancelRun(database.sql, run?.id ?? '');
  return run?.id ?? '';
}

test('a run that ended as promised, executed once, breaks nothing', async () => {
  const id = await givenSucceededRun();
  accepted(id);
  executed(id, 1, 1, 2);
  expect(await violations()).toEqual([]);
});

test('a run that is missing, in another state or with another output is found', async () => {
  const [absent, waiting, wrong] = [Bun.randomUUIDv7(), await givenRuns(database.sql, {}), await givenSucceededRun()];
  accepted(absent);
  accepted(waiting[0]?.id ?? '');
  accepted(wrong, { output: { ok: false } });
  executed(wrong, 1, 1, 2);
  expect(await violations()).toEqual([
    `run ${absent} was accepted and exists 0 times`,
    `run ${waiting[0]?.id} is queued after attempt 0, not succeeded`,
    `run ${wrong} has the output {"ok": true}`,
  ]);
});

test('an attempt that was executed twice, or never, or is not recorded, is found', async () => {
  const [twice, never, unrecorded] = [await givenSucceededRun(), await givenSucceededRun(), await givenSucceededRun()];
  for (const attempt of [1, 1]) executed(twice, attempt, 1, 2);
  for (const attempt of [1, 2]) executed(unrecorded, attempt, 1, 2);
  expect(await violations()).toEqual([
    `attempt 1 of run ${twice} was executed 2 times`,
    `attempt 2 of run ${unrecorded} was executed by 1 and is not recorded`,
    `attempt 1 of run ${never} ended (succeeded), and was not executed to its end`,
  ]);
});

test('what begins before it is due, or goes on after its end, is found', async () => {
  const id = await givenSucceededRun();
  const laterMs = Date.now() + 60_000;
  accepted(id, { notBeforeMs: laterMs + 7 });
  executed(id, 1, laterMs, laterMs + 1);
  const [early, late, ...others] = await violations();
  expect(early).toBe(`run ${id} began 7 ms before it was due`);
  expect(late).toContain(`attempt 1 of run ${id} (succeeded) worked on for`);
  expect(others).toEqual([]);
});

test.each([
  ['taken for dead may work on', CANCELLED_UNSAID, 0],
  ['alive may not', 'The run was cancelled while it ran.', 1],
])('of a run that was cancelled, a worker that was %s', async (_, message, found) => {
  const { sql } = database;
  const [run] = await givenRuns(sql, {});
  const { id: workerId, claimer } = await givenWorker(sql);
  const { claimed } = await claimer.claimByIds([run?.id ?? ''], MANY);
  const error = { kind: 'cancelled' as const, message };
  const ends = claimed.map((one) => endOf(one, { state: 'cancelled', attemptState: 'cancelled', error }));
  await finishRuns(sql, workerId, ends);
  executed(run?.id ?? '', 1, 1, Date.now() + 60_000);
  expect(await violations()).toHaveLength(found);
});

test('a run that nobody asked to cancel must not be cancelled, one that was must never be executed', async () => {
  const [unasked, asked] = [await givenCancelledRun(), await givenCancelledRun()];
  accepted(unasked);
  accepted(asked);
  ledger.addCancel({ id: asked, atMs: 10, status: 200, state: 'cancelled', attempt: 0 });
  executed(asked, 1, 20, 30);
  const found = await violations();
  expect(found).toContain(`run ${unasked} is cancelled after attempt 0, not succeeded`);
  expect(found).toContain(`attempt 1 of run ${asked} began although it was cancelled while cancelled, at attempt 0`);
  expect(found.some((text) => text.startsWith(`run ${asked}`))).toBe(false);
});

test('a cancel that was answered and came to nothing is found', async () => {
  const id = await givenSucceededRun();
  accepted(id);
  executed(id, 1, 1, 2);
  ledger.addCancel({ id, atMs: 10, status: 200, state: 'cancelled', attempt: 1 });
  expect(await violations()).toEqual([`run ${id} was answered as cancelled and is succeeded`]);
});

test('more executions at once than a limit allows are found; one after the other are not', async () => {
  for (const [name, beganMs] of [['broken', 15] as const, ['kept', 20] as const]) {
    const [first, second] = [await givenSucceededRun(), await givenSucceededRun()];
    for (const id of [first, second]) accepted(id, { limit: { name, size: 1 } });
    executed(first, 1, 10, 20);
    executed(second, 1, beganMs, 30);
  }
  const found = await violations();
  expect(found).toHaveLength(1);
  expect(found[0]).toStartWith('2 executed at once under the limit "broken" of 1');
});

test('more starts than a rate allows are found', async () => {
  const { sql } = database;
  const ids = [await givenSucceededRun(), await givenSucceededRun(), await givenSucceededRun()];
  for (const [index, id] of ids.entries()) {
    accepted(id, { rate: 'a' });
    executed(id, 1, index, index + 1);
  }
  await sql`update fbrain.run_history set started_at = now()`;
  const found = await violations();
  expect(found).toHaveLength(1);
  expect(found[0]).toStartWith('3 starts under the rate "a" within 0 ms');
});

test('a final run that changes or vanishes is found', async () => {
  const { sql } = database;
  const [kept, changed, gone] = [await givenSucceededRun(), await givenSucceededRun(), await givenSucceededRun()];
  const watch = await watchFinalRuns(sql);
  await watch.stop();
  expect(await watch.size()).toBe(3);
  await sql`update fbrain.run_history set progress = 1 where id = ${changed}`;
  await sql`delete from fbrain.run_history where id = ${gone}`;
  const ids = await watch.changed();
  expect(ids.toSorted()).toEqual([changed, gone].toSorted());
  expect(ids).not.toContain(kept);
});
