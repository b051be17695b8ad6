import { afterAll, beforeAll, expect, test } from 'bun:test';
import { finishRuns } from '@fbrain/adapters/postgres/run-finish-store';
import { endOf, givenRuns, givenWorker } from '@fbrain/testing/factories';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import type { LedgerEntry } from '../work/ledger.ts';
import { checkRuns } from './check-runs.ts';
import type { Execution } from './executions.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const OUTPUT = { ok: true };

/** A run that succeeded at its first attempt. */
async function givenSucceededRun(): Promise<string> {
  const { sql } = database;
  const [run] = await givenRuns(sql, {});
  const { id, claimer } = await givenWorker(sql);
  const { claimed } = await claimer.claimByIds([run?.id ?? ''], { limit: 1, processLimit: 1 });
  await finishRuns(
    sql,
    id,
    claimed.map((one) => endOf(one)),
  );
  return run?.id ?? '';
}

const executed = (runId: string, attempt: number): Execution => ({
  runId,
  attempt,
  workerPid: 1,
  beganMs: 1,
  endedMs: 2,
  hasSucceeded: true,
});
const violations = async (entry: LedgerEntry, executions: Execution[]) =>
  (await checkRuns(database.sql, [entry], new Map([[entry.id, executions]]))).violations;

test('a run that ended as promised, executed once, is no violation', async () => {
  const id = await givenSucceededRun();
  const entry: LedgerEntry = { id, expected: { state: 'succeeded', output: OUTPUT } };
  expect(await violations(entry, [executed(id, 1)])).toEqual([]);
});

test('a run that is missing, unfinished, of another state or output is one', async () => {
  const [waiting] = await givenRuns(database.sql, {});
  const id = await givenSucceededRun();
  const absent = Bun.randomUUIDv7();
  const expected: LedgerEntry['expected'] = { state: 'succeeded', output: OUTPUT };
  expect(await violations({ id: absent, expected }, [])).toEqual([`run ${absent} was accepted and exists 0 times`]);
  expect(await violations({ id: waiting?.id ?? '', expected }, [])).toHaveLength(1);
  expect(await violations({ id, expected: { state: 'failed' } }, [])).toHaveLength(1);
  expect(await violations({ id, expected: { state: 'succeeded', output: 1 } }, [])).toHaveLength(1);
});

test('an attempt that was executed twice, or is not recorded, is one', async () => {
  const id = await givenSucceededRun();
  const entry: LedgerEntry = { id, expected: { state: 'succeeded', output: OUTPUT } };
  expect(await violations(entry, [executed(id, 1), executed(id, 1)])).toHaveLength(1);
  expect(await violations(entry, [executed(id, 2)])).toHaveLength(1);
});
