import { afterEach, beforeEach, expect, test } from 'bun:test';
import { explainWaiting } from '@fbrain/core/run/explain-waiting';
import type { WaitFacts } from '@fbrain/core/run/wait-facts';
import { endOf, givenRuns, givenWorker, MANY, retryIn } from '@fbrain/testing/factories';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { setQueueLimits, setQueuePaused } from './queue-store.ts';
import { finishRuns, rescheduleRuns } from './run-finish-store.ts';
import { readWaitFacts } from './wait-facts-store.ts';
import { setWorkerTasks } from './worker-store.ts';

let database: TestDatabase;
const sql = () => database.sql;
beforeEach(async () => {
  database = await createTestDatabase();
  await sql()`
    insert into fbrain.task (name, kind, source, input_schema, queue, retry, isolation)
    values ('noop', 'module', 'noop.ts', '{}', 'default', '{}', 'shared'),
           ('heavy', 'executable', 'heavy', '{}', 'default', '{}', 'process')`;
});
afterEach(() => database.drop());

async function factsOf(id: string | undefined): Promise<WaitFacts> {
  const facts = await readWaitFacts(sql(), id ?? '');
  if (!facts) throw new Error(`no facts about ${id}`);
  return { ...facts, transportDown: null };
}
const codesOf = async (id: string | undefined) =>
  explainWaiting(await factsOf(id)).reasons.map(({ code }) => code as string);

async function givenKnowingWorker(tasks: string[] = ['noop', 'heavy']) {
  const worker = await givenWorker(sql(), { shared: ['noop'], process: ['heavy'] });
  await setWorkerTasks(sql(), worker.id, tasks, []);
  return worker;
}

test('a run is explained in every state of its life', async () => {
  const [run] = await givenRuns(sql(), {});
  expect(await codesOf(run?.id)).toEqual(['no-worker']);
  const worker = await givenKnowingWorker([]);
  expect(await codesOf(run?.id)).toEqual(['no-worker-for-task']);
  await setWorkerTasks(sql(), worker.id, ['noop'], []);
  expect(await codesOf(run?.id)).toEqual(['just-queued']);
  await setQueuePaused(sql(), 'default', true);
  expect(await codesOf(run?.id)).toEqual(['queue-paused']);
  await setQueuePaused(sql(), 'default', false);
  const [first] = await worker.claimer.claimNext(['default'], MANY);
  expect((await factsOf(run?.id)).holder).toEqual({ name: `worker ${worker.id}`, isLost: false });
  expect(await codesOf(run?.id)).toEqual(['running']);
  await rescheduleRuns(sql(), worker.id, first ? [endOf(first, retryIn(60_000))] : []);
  expect(await codesOf(run?.id)).toEqual(['retry-later']);
  await sql()`update fbrain.run set state = 'queued', queued_at = now()`;
  const [second] = await worker.claimer.claimNext(['default'], MANY);
  await sql()`update fbrain.worker set lease_expires_at = now()`;
  expect(await codesOf(run?.id)).toEqual(['worker-lost']);
  await finishRuns(sql(), worker.id, second ? [endOf(second)] : []);
  expect(await codesOf(run?.id)).toEqual(['ended']);
  expect(await readWaitFacts(sql(), Bun.randomUUIDv7())).toBeNull();
});

test('a snooze is told from a failure', async () => {
  const [run] = await givenRuns(sql(), {});
  const worker = await givenKnowingWorker();
  const [claimed] = await worker.claimer.claimNext(['default'], MANY);
  const snooze = { state: 'retrying', attemptState: 'snoozed', error: null, delayMs: 60_000 } as const;
  await rescheduleRuns(sql(), worker.id, claimed ? [endOf(claimed, snooze)] : []);
  expect(await codesOf(run?.id)).toEqual(['snoozed']);
});

test('a worker of another queue is no help', async () => {
  const [run] = await givenRuns(sql(), { queue: 'other' });
  await givenKnowingWorker();
  await sql()`update fbrain.worker set queues = '{default}'`;
  expect(await codesOf(run?.id)).toEqual(['no-worker-for-queue']);
});

test('busy slots are counted as they are, of the kind that the run needs', async () => {
  const many = { createdAtMs: Date.now() - 5_000 };
  const worker = await givenKnowingWorker();
  await sql()`update fbrain.worker set slots = 3, process_slots = 1`;
  await givenRuns(sql(), { ...many, task: 'heavy' });
  await worker.claimer.claimNext(['default'], MANY);
  const [, heavy, light] = await givenRuns(sql(), { ...many }, { ...many, task: 'heavy' }, many);
  expect((await factsOf(heavy?.id)).workers).toMatchObject([{ busySlots: 1, busyProcessSlots: 1, processSlots: 1 }]);
  expect(await codesOf(heavy?.id)).toEqual(['slots-busy']);
  expect(await codesOf(light?.id)).toEqual(['behind-others']);
  await worker.claimer.claimNext(['default'], { limit: 1, processLimit: 0 });
  await givenRuns(sql(), { band: 0 });
  await worker.claimer.claimNext(['default'], { limit: 1, processLimit: 0 });
  expect(await codesOf(light?.id)).toEqual(['slots-busy']);
});

test('the runs that go first are those of higher bands, higher ranks and before', async () => {
  const runs = await givenRuns(
    sql(),
    { band: 0 },
    { rank: 1 },
    {},
    { tags: ['this'] },
    {},
    { rank: -1 },
    { band: 2 },
    { queue: 'other', band: 0 },
  );
  expect((await factsOf(runs[3]?.id)).ahead).toBe(3);
});

test('a limit names who holds it', async () => {
  await sql()`update fbrain.task set concurrency = '{"limit": 2, "key": null}' where name = 'noop'`;
  const worker = await givenKnowingWorker();
  const [one, two, three] = await givenRuns(sql(), {}, {}, {});
  await sql()`update fbrain.run set concurrency_key = 'noop'`;
  await worker.claimer.claimByIds([one?.id ?? '', two?.id ?? ''], MANY);
  await worker.claimer.claimByIds([three?.id ?? ''], MANY);
  const [limit] = (await factsOf(three?.id)).limits;
  expect(limit).toMatchObject({ name: 'noop', of: 'task', max: 2, running: 2, ahead: 0 });
  expect(limit?.heldBy.toSorted()).toEqual([one?.id ?? '', two?.id ?? '']);
  expect(await codesOf(three?.id)).toEqual(['limit-reached']);
});

test('a rate says until when, to each of those that wait; limits of task and queue are told together', async () => {
  await sql()`update fbrain.task set rate = '{"limit": 1, "per": "1h", "burst": 1, "key": "month"}' where name = 'noop'`;
  await setQueueLimits(sql(), 'default', { concurrency: 1 });
  const worker = await givenKnowingWorker();
  const runs = await givenRuns(sql(), ...[1, 2, 3].map(() => ({ rateKey: 'noop/may' })));
  const [first] = await worker.claimer.claimNext(['default'], MANY);
  const { limits, nowMs } = await factsOf(runs[2]?.id);
  expect(limits).toMatchObject([
    {
      name: 'noop/may',
      of: 'task',
      max: null,
      rate: { limit: 1, per: '1h', burst: 1 },
      ahead: 1,
      intervalMs: 3_600_000,
    },
    { name: 'default', of: 'queue', max: 1, running: 1, heldBy: [first?.id], rate: null },
  ]);
  expect(await codesOf(runs[2]?.id)).toEqual(['rate-limited', 'limit-reached']);
  const [reason] = explainWaiting(await factsOf(runs[2]?.id)).reasons;
  const hours = (Date.parse(reason?.dueAt ?? '') - nowMs) / 3_600_000;
  expect(hours).toBeGreaterThan(1.99);
  expect(hours).toBeLessThanOrEqual(2);
});
