import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { eventually } from '@fbrain/testing/eventually';
import { endOf, givenRuns, givenWorker, MANY, newRun, retryIn } from '@fbrain/testing/factories';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { listAttempts } from './attempt-store.ts';
import { endOverdueRuns, listOrphanedRuns, markLostWorkers, promoteDueRuns } from './dispatch-store.ts';
import { setQueuePaused } from './queue-store.ts';
import { cancelRun } from './run-cancel-store.ts';
import { asCancelled, finishRuns, rescheduleRuns } from './run-finish-store.ts';
import { insertRuns } from './run-insert-store.ts';
import { getRun, listRuns } from './run-query-store.ts';
import { setWorkerState } from './worker-store.ts';

let database: TestDatabase;
const sql = () => database.sql;

beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

const stateOf = async (id: string) => (await getRun(sql(), id))?.state;
const idsOf = (runs: readonly { id: string }[]) => runs.map(({ id }) => id);

describe('claiming', () => {
  test('a ready run is claimed once, with attempt 1 as its fence', async () => {
    const backoff = { kind: 'fixed', initial: '3s', max: '10m', jitter: 0 } as const;
    const [run] = await givenRuns(sql(), { tags: ['a'], metadata: { from: 'test' }, backoff });
    const worker = await givenWorker(sql());
    const ids = [run?.id ?? ''];
    const first = await worker.claimer.claimByIds(ids, MANY);
    const asked = { inputJson: '{"n": 1}', tags: ['a'], backoff };
    expect(first.claimed).toMatchObject([{ id: run?.id, attempt: 1, failures: 0, ...asked }]);
    expect(await worker.claimer.claimByIds(ids, MANY)).toEqual({ claimed: [], left: [] });
    expect(await worker.claimer.claimNext(['default'], MANY)).toEqual([]);
  });

  test('ten workers that claim at once share the runs without overlap', async () => {
    const runs = await givenRuns(sql(), ...Array.from({ length: 200 }, () => ({})));
    const workers = await Promise.all(Array.from({ length: 10 }, () => givenWorker(sql())));
    const claims = await Promise.all(
      workers.map(({ claimer }, index) =>
        index % 2 === 0
          ? claimer.claimNext(['default'], { limit: 30, processLimit: 0 })
          : claimer.claimByIds(idsOf(runs), { limit: 200, processLimit: 0 }).then(({ claimed }) => claimed),
      ),
    );
    const claimed = idsOf(claims.flat());
    expect(new Set(claimed).size).toBe(claimed.length);
  });

  test('high goes before normal before low, then the higher rank, then the older run', async () => {
    const runs = await givenRuns(sql(), { band: 2 }, { band: 1 }, { band: 1, rank: 5 }, { band: 0 }, { band: 1 });
    const { claimer } = await givenWorker(sql());
    const order = idsOf(await claimer.claimNext(['default'], MANY)).map((id) => idsOf(runs).indexOf(id));
    expect(order).toEqual([3, 2, 1, 4, 0]);
  });

  test('a paused queue starts nothing until it is resumed', async () => {
    const [run] = await givenRuns(sql(), {});
    const { claimer } = await givenWorker(sql());
    await setQueuePaused(sql(), 'default', true);
    expect((await claimer.claimByIds([run?.id ?? ''], MANY)).claimed).toEqual([]);
    expect(await claimer.claimNext(['default'], MANY)).toEqual([]);
    await setQueuePaused(sql(), 'default', false);
    expect(await claimer.claimNext(['default'], MANY)).toHaveLength(1);
  });

  test('a worker that drains or has lost its lease claims nothing', async () => {
    await givenRuns(sql(), {});
    const draining = await givenWorker(sql());
    await setWorkerState(sql(), draining.id, 'draining');
    const lost = await givenWorker(sql(), { leaseMs: 0 });
    for (const { claimer } of [draining, lost]) expect(await claimer.claimNext(['default'], MANY)).toEqual([]);
  });

  test('runs of unknown tasks, expired runs and runs past their deadline are not claimed', async () => {
    const past = Date.now() - 1_000;
    await givenRuns(sql(), { task: 'other' }, { expiresAtMs: past }, { deadlineAtMs: past });
    const { claimer } = await givenWorker(sql());
    expect(await claimer.claimNext(['default'], MANY)).toEqual([]);
  });

  test('what needs a process of its own is left when no process is free', async () => {
    const runs = await givenRuns(sql(), { task: 'python' }, { task: 'python' }, {});
    const { claimer } = await givenWorker(sql(), { shared: ['noop'], process: ['python'] });
    const { claimed, left } = await claimer.claimByIds(idsOf(runs), { limit: 10, processLimit: 1 });
    expect(claimed.map(({ task }) => task).sort()).toEqual(['noop', 'python']);
    expect(left).toEqual([runs[1]?.id ?? '']);
  });
});

describe('finishing', () => {
  test('a finished run leaves the hot set for the history and keeps everything', async () => {
    const [run] = await givenRuns(sql(), { tags: ['x'], metadata: { a: 1 } });
    const worker = await givenWorker(sql());
    const claimed = await worker.claimer.claimNext(['default'], MANY);
    expect(
      await finishRuns(
        sql(),
        worker.id,
        claimed.map((each) => endOf(each)),
      ),
    ).toHaveLength(1);
    expect(await getRun(sql(), run?.id ?? '')).toMatchObject({
      state: 'succeeded',
      output: { ok: true },
      input: { n: 1 },
      tags: ['x'],
    });
    const [count] = await sql()`select count(*)::integer as n from fbrain.run`;
    expect(count?.n).toBe(0);
    expect(await listAttempts(sql(), run?.id ?? '')).toMatchObject([
      { number: 1, state: 'succeeded', workerId: worker.id },
    ]);
  });

  test('a result with an old fence, of another worker, or a second one is rejected', async () => {
    await givenRuns(sql(), {});
    const worker = await givenWorker(sql());
    const [claimed] = await worker.claimer.claimNext(['default'], MANY);
    if (!claimed) throw new Error('nothing was claimed');
    expect(await finishRuns(sql(), worker.id, [endOf({ ...claimed, attempt: 0 })])).toEqual([]);
    expect(await finishRuns(sql(), Bun.randomUUIDv7(), [endOf(claimed)])).toEqual([]);
    expect(await finishRuns(sql(), worker.id, [endOf(claimed)])).toHaveLength(1);
    expect(await finishRuns(sql(), worker.id, [endOf(claimed)])).toEqual([]);
    expect(await rescheduleRuns(sql(), worker.id, [endOf(claimed, retryIn(0))])).toEqual([]);
  });

  test('a failed attempt is recorded and the run comes again when it is due', async () => {
    const [run] = await givenRuns(sql(), {});
    const worker = await givenWorker(sql());
    const [first] = await worker.claimer.claimNext(['default'], MANY);
    if (!first) throw new Error('nothing was claimed');
    await rescheduleRuns(sql(), worker.id, [endOf(first, retryIn(3_600_000))]);
    expect(await getRun(sql(), first.id)).toMatchObject({
      state: 'retrying',
      error: { message: 'boom' },
      workerId: null,
    });
    expect(await promoteDueRuns(sql(), 10)).toEqual([]);
    await sql()`update fbrain.run set due_at = now()`;
    expect(await promoteDueRuns(sql(), 10)).toMatchObject([{ id: run?.id, state: 'queued' }]);
    const [second] = await worker.claimer.claimNext(['default'], MANY);
    expect(second).toMatchObject({ attempt: 2, failures: 1 });
    expect(await listAttempts(sql(), first.id)).toMatchObject([
      { number: 1, state: 'failed', error: { message: 'boom' } },
      { number: 2, state: 'running' },
    ]);
  });
});

describe('cancelling', () => {
  test('a waiting run ends at once and is never picked up again', async () => {
    const [run, scheduled] = await givenRuns(sql(), {}, { state: 'scheduled', dueAtMs: Date.now() + 3_600_000 });
    const { claimer } = await givenWorker(sql());
    expect(await cancelRun(sql(), run?.id ?? '')).toBe('cancelled');
    expect(await cancelRun(sql(), scheduled?.id ?? '')).toBe('cancelled');
    expect(await stateOf(run?.id ?? '')).toBe('cancelled');
    expect(await claimer.claimNext(['default'], MANY)).toEqual([]);
    expect(await cancelRun(sql(), run?.id ?? '')).toBe('final');
    expect(await cancelRun(sql(), Bun.randomUUIDv7())).toBe('unknown');
  });

  test('cancelling while the run is being claimed ends in one of the two, never in both', async () => {
    const worker = await givenWorker(sql());
    for (let round = 0; round < 20; round++) {
      const [run] = await givenRuns(sql(), {});
      const [outcome, claimed] = await Promise.all([
        cancelRun(sql(), run?.id ?? ''),
        worker.claimer.claimNext(['default'], MANY),
      ]);
      expect(outcome).toBe(claimed.length === 1 ? 'requested' : 'cancelled');
      await finishRuns(
        sql(),
        worker.id,
        claimed.map((each) => endOf(each)),
      );
    }
  });
});

test('a run that somebody asks to cancel is never tried again', async () => {
  await givenRuns(sql(), {});
  const worker = await givenWorker(sql());
  const [claimed] = await worker.claimer.claimNext(['default'], MANY);
  if (!claimed) throw new Error('nothing was claimed');
  const end = endOf(claimed, retryIn(0));
  const { promise: isLocked, resolve: lock } = Promise.withResolvers<void>();
  const { promise: isOver, resolve: finish } = Promise.withResolvers<void>();
  const cancelling = sql().begin(async (tx) => {
    await tx`update fbrain.run set cancel_requested_at = now() where id = ${claimed.id}`;
    lock();
    await isOver;
  });
  await isLocked;
  const rescheduling = rescheduleRuns(sql(), worker.id, [end]);
  // The cancel is committed while the end of the attempt waits for it.
  await eventually(async () => {
    const waiting = await sql()`
      select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
    expect(waiting).not.toBeEmpty();
  });
  finish();
  await cancelling;
  expect(await rescheduling).toEqual([]);
  expect(await finishRuns(sql(), worker.id, [asCancelled(end)])).toEqual([claimed.id]);
  expect(await stateOf(claimed.id)).toBe('cancelled');
});

describe('dispatching', () => {
  test('a run that expires before its start ends as expired, one past its deadline as failed', async () => {
    const past = Date.now() - 1_000;
    const [expired, overdue] = await givenRuns(sql(), { expiresAtMs: past }, { deadlineAtMs: past }, {});
    expect(await endOverdueRuns(sql(), 10)).toHaveLength(2);
    expect(await getRun(sql(), expired?.id ?? '')).toMatchObject({ state: 'expired', error: { kind: 'expired' } });
    expect(await getRun(sql(), overdue?.id ?? '')).toMatchObject({ state: 'failed', error: { kind: 'deadline' } });
  });

  test('the runs of a worker whose lease lapsed are found, those of a live one are not', async () => {
    await givenRuns(sql(), {}, {});
    const [dying, living] = [await givenWorker(sql()), await givenWorker(sql())];
    const [orphan] = await dying.claimer.claimNext(['default'], { limit: 1, processLimit: 0 });
    await living.claimer.claimNext(['default'], { limit: 1, processLimit: 0 });
    expect(await listOrphanedRuns(sql(), 10)).toEqual([]);
    await sql()`update fbrain.worker set lease_expires_at = now() where id = ${dying.id}`;
    expect(idsOf(await markLostWorkers(sql()))).toEqual([dying.id]);
    expect(idsOf(await listOrphanedRuns(sql(), 10))).toEqual([orphan?.id ?? '']);
  });
});

describe('listing', () => {
  test('pages go through unfinished and finished runs together, newest first, without gap or double', async () => {
    const runs = await givenRuns(sql(), ...Array.from({ length: 25 }, () => ({})));
    const worker = await givenWorker(sql());
    const claimed = await worker.claimer.claimNext(['default'], { limit: 12, processLimit: 0 });
    await finishRuns(
      sql(),
      worker.id,
      claimed.map((each) => endOf(each)),
    );
    const seen: string[] = [];
    for (let beforeId: string | undefined; seen.length < 25; beforeId = seen.at(-1)) {
      const page = await listRuns(sql(), { states: [] }, { limit: 7, beforeId });
      if (page.length === 0) break;
      seen.push(...idsOf(page));
    }
    expect(seen).toEqual(idsOf(runs).toReversed());
  });

  test('filters combine', async () => {
    await givenRuns(sql(), { tags: ['eu'] }, { tags: ['eu'], task: 'other' }, { tags: ['us'] });
    const list = (filter: object) => listRuns(sql(), { states: [], ...filter }, { limit: 10 });
    expect(await list({ tag: 'eu' })).toHaveLength(2);
    expect(await list({ tag: 'eu', task: 'noop' })).toHaveLength(1);
    expect(await list({ states: ['succeeded', 'failed'] })).toEqual([]);
    expect(await list({ q: 'oth%' })).toEqual([]);
    expect(await list({ q: 'OTH' })).toHaveLength(1);
    expect(await list({ createdAfter: new Date(Date.now() + 60_000).toISOString() })).toEqual([]);
  });
});

test('a batch with one row the database refuses inserts nothing', async () => {
  const bad = newRun({ rank: 99_999 });
  expect(insertRuns(sql(), [newRun(), bad])).rejects.toThrow();
  expect(await listRuns(sql(), { states: [] }, { limit: 10 })).toEqual([]);
});

test('an input that is null is kept as null', async () => {
  const [run] = await givenRuns(sql(), { inputJson: 'null' });
  expect((await getRun(sql(), run?.id ?? ''))?.input).toBeNull();
});
