import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Conclusion } from '@fbrain/core/run/conclude-attempt';
import { isFinalState, type UnfinishedState } from '@fbrain/core/run/run-state';
import { endOf, givenRuns, givenWorker, newRun, retryIn, type TestWorker } from '@fbrain/testing/factories';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import fc from 'fast-check';
import { endOverdueRuns, listOrphanedRuns, markLostWorkers, promoteDueRuns } from './dispatch-store.ts';
import { setQueuePaused } from './queue-store.ts';
import { cancelRun } from './run-cancel-store.ts';
import { asCancelled, finishRuns, rescheduleRuns } from './run-finish-store.ts';
import { type LivingRun, type ModelRun, RunModel } from './run-model.ts';

const HOUR_MS = 3_600_000;
const MANY = 1_000;
const QUEUE = 'default';

let database: TestDatabase;
const sql = () => database.sql;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** Two workers that may claim, and those that were taken for dead and may still write. */
interface World {
  isPaused: boolean;
  workers: (TestWorker & { hasLapsed: boolean })[];
  dead: TestWorker[];
}

type Step = (model: RunModel, world: World) => Promise<void>;
const step = (name: string, run: Step): fc.AsyncCommand<RunModel, World> => ({
  check: () => true,
  async run(model, world) {
    await run(model, world);
    expect(await storedRuns()).toEqual(model.rows());
  },
  toString: () => name,
});

/** Reads both tables in one snapshot: a run must be in exactly one of them (G2). */
const storedRuns = async (): Promise<ModelRun[]> => [
  ...(await sql()<ModelRun[]>`
    select id, state, attempt, failures, worker_id from fbrain.run
    union all
    select id, state, attempt, failures, null from fbrain.run_history
    order by id`),
];

const newWorker = async () => ({ ...(await givenWorker(sql())), hasLapsed: false });

async function newWorld(): Promise<World> {
  await sql()`truncate fbrain.run, fbrain.run_history, fbrain.attempt, fbrain.worker`;
  await setQueuePaused(sql(), QUEUE, false);
  return { isPaused: false, workers: [await newWorker(), await newWorker()], dead: [] };
}

interface Wish {
  isScheduled: boolean;
  isDue: boolean;
  hasExpired: boolean;
  band: number;
  rank: number;
}

const insert = (wish: Wish): Step => {
  return async (model) => {
    const { isScheduled, isDue, hasExpired, band, rank } = wish;
    const state = isScheduled ? 'scheduled' : 'queued';
    const dueAtMs = Date.now() + (isDue ? -HOUR_MS : HOUR_MS);
    const expiresAtMs = hasExpired ? Date.now() - HOUR_MS : null;
    const [run] = await givenRuns(sql(), { state, band, rank, dueAtMs, expiresAtMs });
    const id = run?.id ?? '';
    model.add({ id, state, band, rank, isDue, hasExpired, isUnwanted: false, attempt: 0, failures: 0, workerId: null });
  };
};

const claim = (who: number, limit: number, byIds: boolean): Step => {
  return async (model, { workers, isPaused }) => {
    const worker = workers[who];
    if (!worker) return;
    // Claims by queue look for runs otherwise where there is no free process.
    const request = { limit, processLimit: who };
    const ids = model.runs.map(({ id }) => id);
    const { claimed } = byIds
      ? await worker.claimer.claimByIds(ids, request)
      : { claimed: await worker.claimer.claimNext([QUEUE], request) };
    const expected = isPaused || worker.hasLapsed ? [] : model.claimable(limit);
    for (const run of expected) model.move(run, 'running', { workerId: worker.id, attempt: run.attempt + 1 });
    // A claim that takes several attempts at a time hands out a fence once.
    const fences = expected.map(({ id, attempt }) => ({ id, attempt }));
    expect(claimed.map(({ id, attempt }) => ({ id, attempt }))).toEqual(fences);
  };
};

const ENDS: Conclusion[] = [
  { state: 'succeeded', attemptState: 'succeeded', outputJson: '{"ok":true}' },
  { state: 'failed', attemptState: 'failed', error: { kind: 'permanent', message: 'no' } },
  { state: 'cancelled', attemptState: 'cancelled', error: { kind: 'cancelled', message: 'asked' } },
  retryIn(0),
  retryIn(HOUR_MS),
  { state: 'retrying', attemptState: 'snoozed', error: null, delayMs: 0 },
  { state: 'queued', attemptState: 'released', error: null },
];

/** Writes the end of an attempt, sometimes twice, with an old fence, or by a worker that does not hold the run. */
const end = (index: number, who: number, conclusion: Conclusion, age: number): Step => {
  return async (model, { workers, dead }) => {
    const run = model.pick(index);
    const writer = [...workers, ...dead][who % (workers.length + dead.length)];
    if (!run || !writer) return;
    const attempt = run.attempt - age;
    const isCurrent = model.holds(run, writer.id, attempt);
    const ending = endOf({ id: run.id, attempt }, conclusion);
    const isRefused = run.isUnwanted && !isFinalState(conclusion.state);
    const write = isFinalState(conclusion.state) ? finishRuns : rescheduleRuns;
    expect(await write(sql(), writer.id, [ending])).toEqual(isCurrent && !isRefused ? [run.id] : []);
    if (isRefused) expect(await finishRuns(sql(), writer.id, [asCancelled(ending)])).toEqual(isCurrent ? [run.id] : []);
    if (isCurrent) conclude(model, run, isRefused ? asCancelled(ending).conclusion : conclusion);
  };
};

function conclude(model: RunModel, run: LivingRun, { state, attemptState, ...rest }: Conclusion): void {
  const hasFailed = attemptState === 'failed' && !isFinalState(state);
  model.move(run, state, {
    failures: run.failures + Number(hasFailed),
    isDue: 'delayMs' in rest && rest.delayMs === 0,
  });
}

const cancel = (index: number): Step => {
  return async (model) => {
    const run = model.pick(index);
    const outcome = await cancelRun(sql(), run?.id ?? newRun().id);
    if (!run) return expect(outcome).toBe('unknown');
    const expected = isFinalState(run.state) ? 'final' : run.state === 'running' ? 'requested' : 'cancelled';
    expect(outcome).toBe(expected);
    if (expected === 'cancelled') model.move(run, 'cancelled');
    if (expected === 'requested') run.isUnwanted = true;
  };
};

const promote: Step = async (model) => {
  await promoteDueRuns(sql(), MANY);
  for (const run of model.in('scheduled', 'retrying').filter(({ isDue }) => isDue)) model.move(run, 'queued');
};

const endOverdue: Step = async (model) => {
  await endOverdueRuns(sql(), MANY);
  const waiting: UnfinishedState[] = ['scheduled', 'queued', 'retrying'];
  const overdue = model.in(...waiting).filter(({ hasExpired, attempt }) => hasExpired && attempt === 0);
  for (const run of overdue) model.move(run, 'expired');
};

const lapse = (who: number): Step => {
  return async (_, { workers }) => {
    const worker = workers[who];
    if (!worker) return;
    worker.hasLapsed = true;
    await sql()`update fbrain.worker set lease_expires_at = now() - interval '1 s' where id = ${worker.id}`;
  };
};

/** What the leader does about lapsed workers; each is replaced by a new one. */
const rescue: Step = async (model, world) => {
  const lost = world.workers.filter(({ hasLapsed }) => hasLapsed);
  expect((await markLostWorkers(sql())).map(({ id }) => id).sort()).toEqual(lost.map(({ id }) => id).sort());
  const again: Conclusion = { ...retryIn(0), error: { kind: 'lost', message: 'gone' } } as Conclusion;
  for (const { id, workerId, attempt, cancelRequestedAt } of await listOrphanedRuns(sql(), MANY)) {
    const ending = endOf({ id, attempt }, again);
    if (cancelRequestedAt) await finishRuns(sql(), workerId, [asCancelled(ending)]);
    else await rescheduleRuns(sql(), workerId, [ending]);
  }
  for (const run of model.in('running').filter(({ workerId }) => lost.some(({ id }) => id === workerId)))
    conclude(model, run, run.isUnwanted ? asCancelled(endOf(run)).conclusion : again);
  world.dead.push(...lost);
  world.workers = await Promise.all(world.workers.map((worker) => (worker.hasLapsed ? newWorker() : worker)));
};

const pause = (isPaused: boolean): Step => {
  return async (_, world) => {
    world.isPaused = isPaused;
    await setQueuePaused(sql(), QUEUE, isPaused);
  };
};

const small = fc.nat({ max: 9 });
const which = fc.nat({ max: 1 });
const isRarely = fc.constantFrom(true, false, false, false);
const wish = fc.record({
  isScheduled: isRarely,
  isDue: fc.boolean(),
  hasExpired: isRarely,
  band: fc.nat({ max: 2 }),
  rank: fc.integer({ min: -1, max: 1 }),
});
const inserts = wish.map((asked) => step(`insert ${JSON.stringify(asked)}`, insert(asked)));
const claims = fc
  .tuple(which, fc.integer({ min: 1, max: 4 }), fc.boolean())
  .map(([who, limit, byIds]) =>
    step(`claim ${limit} by worker ${who}${byIds ? ' with ids' : ''}`, claim(who, limit, byIds)),
  );
const ends = fc
  .tuple(small, fc.nat({ max: 3 }), fc.constantFrom(...ENDS), fc.constantFrom(0, 0, 0, 1))
  .map(([index, who, how, age]) =>
    step(`end run ${index} by ${who} as ${how.state}, fence -${age}`, end(index, who, how, age)),
  );
const steps = [
  inserts,
  inserts,
  claims,
  claims,
  ends,
  ends,
  ends,
  small.map((index) => step(`cancel run ${index}`, cancel(index))),
  fc.constant(step('promote what is due', promote)),
  fc.constant(step('end what is overdue', endOverdue)),
  which.map((who) => step(`let the lease of worker ${who} lapse`, lapse(who))),
  fc.constant(step('rescue', rescue)),
  isRarely.map((isPaused) => step(isPaused ? 'pause' : 'resume', pause(isPaused))),
];

test('whatever is done in whatever order, the tables are as the state machine says', async () => {
  const property = fc.asyncProperty(fc.commands(steps, { maxCommands: 80, size: 'max' }), async (commands) => {
    const setup = { model: new RunModel(), real: await newWorld() };
    await fc.asyncModelRun(() => setup, commands);
  });
  await fc.assert(property, { numRuns: 60, interruptAfterTimeLimit: 10_000 });
});
