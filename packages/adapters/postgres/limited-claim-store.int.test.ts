import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { ClaimedRun } from '@fbrain/core/run/claimed-run';
import { exceedsRate } from '@fbrain/testing/exceeds-rate';
import { endOf, givenLimitedTask, givenRuns, givenWorker, MANY } from '@fbrain/testing/factories';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { releaseBlocked } from './blocked-run-store.ts';
import { ensureQueues, setQueueLimits, setQueuePaused } from './queue-store.ts';
import { finishRuns } from './run-finish-store.ts';

let database: TestDatabase;
const sql = () => database.sql;
beforeEach(async () => {
  database = await createTestDatabase();
  await ensureQueues(sql(), ['other', 'paused']);
});
afterEach(() => database.drop());

const ALL = { after: '' };
const HOURLY = { limit: 1, per: '1h', burst: 1 };
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
const countOf = async (state: string) =>
  (await sql()`select count(*)::integer as n from fbrain.run where state = ${state}`)[0]?.n as number;
const finish = (workerId: string, runs: readonly ClaimedRun[]) =>
  finishRuns(
    sql(),
    workerId,
    runs.map((run) => endOf(run)),
  );
const startsMs = async () =>
  (
    await sql()<{ ms: number }[]>`
    select extract(epoch from started_at)::float8 * 1000 as ms from fbrain.run where started_at is not null`
  ).map(({ ms }) => ms);

/** Workers that all claim at once, most of them other ids, as with RabbitMQ, some from the table, as without. */
async function claimAtOnce(workers: number, ids: readonly string[]): Promise<void> {
  const claimers = await Promise.all(times(workers, sql()).map((database) => givenWorker(database)));
  const claims = claimers.map(({ claimer }, n) =>
    n % 4 === 0
      ? claimer.claimNext(['default'], MANY)
      : claimer.claimByIds(
          ids.filter((_, index) => index % workers === n),
          MANY,
        ),
  );
  await Promise.all(claims);
}

describe('a concurrency limit', () => {
  test('lets no more runs start than it says; the others are blocked', async () => {
    await givenLimitedTask(sql(), { concurrency: { limit: 2, key: null } });
    await givenRuns(sql(), ...times(5, { concurrencyKey: 'noop' }));
    const { claimer } = await givenWorker(sql());
    expect(await claimer.claimNext(['default'], MANY)).toHaveLength(2);
    expect(await countOf('blocked')).toBe(3);
    expect(await claimer.claimNext(['default'], MANY)).toEqual([]);
  });

  test('counts each key for itself', async () => {
    await givenLimitedTask(sql(), { concurrency: { limit: 1, key: 'month' } });
    const keys = ['noop/a', 'noop/a', 'noop/b', null];
    const runs = await givenRuns(sql(), ...keys.map((concurrencyKey) => ({ concurrencyKey })));
    const { claimer } = await givenWorker(sql());
    const { claimed } = await claimer.claimByIds(
      runs.map(({ id }) => id),
      MANY,
    );
    const names = claimed.flatMap(({ limits }) => limits).sort();
    expect(names).toEqual(['concurrency:noop', 'concurrency:noop/a', 'concurrency:noop/b']);
  });

  test('counts the runs that execute when it is set', async () => {
    await givenLimitedTask(sql(), {});
    await givenRuns(sql(), ...times(3, {}));
    const { claimer } = await givenWorker(sql());
    await claimer.claimNext(['default'], { limit: 2, processLimit: 0 });
    await givenLimitedTask(sql(), { concurrency: { limit: 2, key: null } });
    expect(await claimer.claimNext(['default'], MANY)).toEqual([]);
    expect(await countOf('blocked')).toBe(1);
  });
});

describe('a rate limit', () => {
  test('lets its burst start at once and blocks the others; runs that cannot start take no token', async () => {
    await givenLimitedTask(sql(), { rate: { ...HOURLY, burst: 3, key: null } });
    await givenRuns(sql(), ...times(5, {}));
    const { claimer } = await givenWorker(sql());
    expect(await claimer.claimNext(['default'], { limit: 2, processLimit: 0 })).toHaveLength(2);
    expect(await claimer.claimNext(['default'], MANY)).toHaveLength(1);
    expect(await countOf('blocked')).toBe(2);
  });

  test('counts each key for itself', async () => {
    await givenLimitedTask(sql(), { rate: { ...HOURLY, key: 'month' } });
    await givenRuns(sql(), ...['noop/a', 'noop/a', 'noop/b', null, null].map((rateKey) => ({ rateKey })));
    const { claimer } = await givenWorker(sql());
    expect(await claimer.claimNext(['default'], MANY)).toHaveLength(3);
  });

  test('gives out instants some milliseconds ahead, and nothing beyond', async () => {
    const rate = { limit: 100, per: '1s', burst: 1 };
    await givenLimitedTask(sql(), { rate: { ...rate, key: null } });
    await givenRuns(sql(), ...times(50, {}));
    const { claimer } = await givenWorker(sql());
    const claimed = await claimer.claimNext(['default'], MANY);
    expect(claimed).toHaveLength(21);
    for (const { startInMs } of claimed) expect(startInMs).toBeLessThanOrEqual(200);
    expect(exceedsRate(await startsMs(), rate)).toBeNull();
  });

  test('is not charged for a claim that is rolled back', async () => {
    await givenLimitedTask(sql(), { rate: { ...HOURLY, key: null } });
    await givenRuns(sql(), {});
    await sql()`alter table fbrain.run add constraint broken check (state <> 'running')`;
    const { claimer } = await givenWorker(sql());
    expect(claimer.claimNext(['default'], MANY)).rejects.toThrow('broken');
    await sql()`alter table fbrain.run drop constraint broken`;
    expect(await claimer.claimNext(['default'], MANY)).toHaveLength(1);
  });
});

describe('limits of a queue', () => {
  test('count all of its runs, also those that execute when they are set', async () => {
    await givenRuns(sql(), ...times(6, {}), { queue: 'other' });
    const { claimer } = await givenWorker(sql());
    const first = await claimer.claimNext(['default'], { limit: 2, processLimit: 0 });
    await setQueueLimits(sql(), 'default', { concurrency: 3 });
    expect(await claimer.claimNext(['default', 'other'], MANY)).toHaveLength(2);
    expect(await countOf('blocked')).toBe(3);
    expect(first).toHaveLength(2);
  });

  test('hold together with those of a task: a run takes from none when one has no room', async () => {
    await givenLimitedTask(sql(), { concurrency: { limit: 1, key: null } });
    await givenLimitedTask(sql(), {}, 'other');
    await setQueueLimits(sql(), 'default', { concurrency: 2, rate: { ...HOURLY, burst: 2 } });
    await givenRuns(sql(), ...times(4, { concurrencyKey: 'noop' }), { task: 'other' });
    const { claimer } = await givenWorker(sql(), { shared: ['noop', 'other'] });
    const claimed = await claimer.claimNext(['default'], MANY);
    expect(claimed.map(({ task }) => task)).toEqual(['noop', 'other']);
  });
});

describe('twenty workers that claim at once', () => {
  test('never exceed limits of concurrency', async () => {
    await givenLimitedTask(sql(), { concurrency: { limit: 3, key: 'month' } });
    const runs = await givenRuns(sql(), ...Array.from({ length: 60 }, (_, n) => ({ concurrencyKey: `noop/${n % 4}` })));
    await claimAtOnce(
      20,
      runs.map(({ id }) => id),
    );
    const counts = await sql()<{ n: number }[]>`
      select count(*)::integer as n from fbrain.run where state = 'running' group by concurrency_key`;
    expect(counts.map(({ n }) => n)).toEqual([3, 3, 3, 3]);
  });

  test('never exceed rates, of keys and of the queue together', async () => {
    const rate = { ...HOURLY, burst: 4, key: 'month' };
    await givenLimitedTask(sql(), { rate });
    await setQueueLimits(sql(), 'default', { rate: { ...HOURLY, burst: 10 }, concurrency: 9 });
    const runs = await givenRuns(sql(), ...Array.from({ length: 60 }, (_, n) => ({ rateKey: `noop/${n % 3}` })));
    await claimAtOnce(
      20,
      runs.map(({ id }) => id),
    );
    const counts = await sql()<{ n: number }[]>`
      select count(*)::integer as n from fbrain.run where state = 'running' group by rate_key`;
    expect(counts.reduce((sum, { n }) => sum + n, 0)).toBe(9);
    for (const { n } of counts) expect(n).toBeLessThanOrEqual(4);
  });

  test('keep to a fast rate in every window, however long they go on', async () => {
    const rate = { limit: 200, per: '1s', burst: 5 };
    await setQueueLimits(sql(), 'default', { rate });
    const runs = await givenRuns(sql(), ...times(400, {}));
    const workers = await Promise.all(times(20, sql()).map((database) => givenWorker(database)));
    const ids = runs.map(({ id }) => id);
    const until = performance.now() + 1_000;
    const work = workers.map(async ({ claimer }) => {
      while (performance.now() < until) {
        await claimer.claimByIds(ids, MANY);
        await releaseBlocked(sql(), ALL);
      }
    });
    await Promise.all(work);
    const starts = await startsMs();
    expect(exceedsRate(starts, rate)).toBeNull();
    expect(starts.length).toBeGreaterThan(2 * rate.burst);
  });
});

describe('a blocked run', () => {
  test('is released when another ends, most urgent first, and the limit still holds', async () => {
    await givenLimitedTask(sql(), { concurrency: { limit: 1, key: null } });
    const [, low, high] = await givenRuns(
      sql(),
      { concurrencyKey: 'noop', band: 0 },
      { concurrencyKey: 'noop', band: 2 },
      { concurrencyKey: 'noop', band: 1 },
    );
    const worker = await givenWorker(sql());
    const first = await worker.claimer.claimNext(['default'], MANY);
    const line = ['concurrency:noop'];
    expect((await releaseBlocked(sql(), line)).released).toEqual([]);
    await finish(worker.id, first);
    expect((await releaseBlocked(sql(), line)).released).toMatchObject([{ runId: high?.id, band: 1 }]);
    // Room is promised for a second; on a machine that stands still it would be over.
    await sql()`update fbrain.run set queued_at = now() + interval '1 hour' where state = 'queued'`;
    expect((await releaseBlocked(sql(), ALL)).released).toEqual([]);
    const second = await worker.claimer.claimNext(['default'], MANY);
    expect(second.map(({ id }) => id)).toEqual([high?.id ?? '']);
    expect((await sql()`select state from fbrain.run where id = ${low?.id ?? ''}`)[0]?.state).toBe('blocked');
  });

  test('is not overtaken by one that comes later', async () => {
    await givenLimitedTask(sql(), { concurrency: { limit: 1, key: null } });
    const counted = { concurrencyKey: 'noop' };
    const [, waiting] = await givenRuns(sql(), counted, counted);
    const worker = await givenWorker(sql());
    await finish(worker.id, await worker.claimer.claimNext(['default'], MANY));
    await givenRuns(sql(), counted);
    expect(await worker.claimer.claimNext(['default'], MANY)).toEqual([]);
    await releaseBlocked(sql(), ALL);
    const next = await worker.claimer.claimNext(['default'], MANY);
    expect(next.map(({ id }) => id)).toEqual([waiting?.id ?? '']);
  });

  test('waits in the line of the limit that holds it up, so that it holds up nobody in another', async () => {
    await givenLimitedTask(sql(), { concurrency: { limit: 1, key: null } });
    await givenLimitedTask(sql(), {}, 'other');
    await setQueueLimits(sql(), 'default', { concurrency: 2 });
    const worker = await givenWorker(sql(), { shared: ['noop', 'other'] });
    await givenRuns(sql(), ...times(2, { task: 'other' }));
    const first = await worker.claimer.claimNext(['default'], MANY);
    const [, ...rest] = await givenRuns(sql(), ...times(200, { concurrencyKey: 'noop' }), { task: 'other' });
    while ((await countOf('queued')) > 0) await worker.claimer.claimNext(['default'], MANY);
    await finish(worker.id, first);
    expect((await releaseBlocked(sql(), ALL)).released.map(({ task }) => task)).toEqual(['noop', 'other']);
    expect(rest).toHaveLength(200);
  });
});

describe('what is blocked', () => {
  test('is told when its next token comes, not before', async () => {
    await givenLimitedTask(sql(), { rate: { ...HOURLY, key: null } });
    await givenRuns(sql(), {}, {});
    await (await givenWorker(sql())).claimer.claimNext(['default'], MANY);
    const { released, nextInMs } = await releaseBlocked(sql(), ALL);
    expect(released).toEqual([]);
    expect(nextInMs ?? 0).toBeGreaterThan(3_500_000);
  });

  test('starts when its limit is raised or taken away', async () => {
    await setQueueLimits(sql(), 'default', { concurrency: 1, rate: HOURLY });
    await givenRuns(sql(), ...times(6, {}));
    const { claimer } = await givenWorker(sql());
    expect(await claimer.claimNext(['default'], MANY)).toHaveLength(1);
    await setQueueLimits(sql(), 'default', { concurrency: 3, rate: { limit: 100, per: '1s', burst: 10 } });
    expect((await releaseBlocked(sql(), ALL)).released).toHaveLength(2);
    expect(await claimer.claimNext(['default'], MANY)).toHaveLength(2);
    await setQueueLimits(sql(), 'default', { concurrency: null, rate: null });
    expect((await releaseBlocked(sql(), ALL)).released).toHaveLength(3);
    expect(await claimer.claimNext(['default'], MANY)).toHaveLength(3);
  });

  test('waits on when its limit is lowered below what runs', async () => {
    await setQueueLimits(sql(), 'default', { concurrency: 3 });
    await givenRuns(sql(), ...times(5, {}));
    const worker = await givenWorker(sql());
    const [one] = await worker.claimer.claimNext(['default'], MANY);
    await setQueueLimits(sql(), 'default', { concurrency: 1 });
    await finish(worker.id, one ? [one] : []);
    expect((await releaseBlocked(sql(), ALL)).released).toEqual([]);
  });

  test('of a paused queue waits for that instead, and takes no room from others under its limit', async () => {
    await givenLimitedTask(sql(), { concurrency: { limit: 1, key: null } });
    const counted = { concurrencyKey: 'noop' };
    await givenRuns(sql(), counted, { ...counted, queue: 'paused' }, counted);
    const worker = await givenWorker(sql());
    const first = await worker.claimer.claimNext(['default', 'paused'], MANY);
    await setQueuePaused(sql(), 'paused', true);
    await finish(worker.id, first);
    expect((await releaseBlocked(sql(), ALL)).released).toHaveLength(2);
    expect(await worker.claimer.claimNext(['default', 'paused'], MANY)).toHaveLength(1);
    await setQueuePaused(sql(), 'paused', false);
    expect(await worker.claimer.claimNext(['default', 'paused'], MANY)).toEqual([]);
  });
});
