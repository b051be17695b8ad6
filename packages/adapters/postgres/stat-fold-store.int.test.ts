import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import type { Conclusion } from '@fbrain/core/run/conclude-attempt';
import { endOf, givenRuns, givenWorker, MANY, type TestWorker } from '@fbrain/testing/factories';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { changeErrorState, getErrorGroup, listErrorGroups } from './error-group-store.ts';
import { cancelRun } from './run-cancel-store.ts';
import { finishRuns, rescheduleRuns } from './run-finish-store.ts';
import { compactStats, foldTallies } from './stat-fold-store.ts';

let database: TestDatabase;
let worker: TestWorker;
beforeAll(async () => {
  database = await createTestDatabase();
  worker = await givenWorker(database.sql);
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.sql`truncate fbrain.run_tally, fbrain.run_stat, fbrain.error_group, fbrain.error_stat, fbrain.run, fbrain.run_history`;
});

const succeeded: Conclusion = { state: 'succeeded', attemptState: 'succeeded', outputJson: '1' };
const error = { kind: 'exception' as const, message: 'boom', fingerprint: 'f00d' };
const failed: Conclusion = { state: 'failed', attemptState: 'failed', error };
const retrying: Conclusion = { state: 'retrying', attemptState: 'failed', error, delayMs: 0 };

async function givenEnds(...conclusions: Conclusion[]): Promise<string[]> {
  const { sql } = database;
  const facts = { task: 'noop', queue: 'default', startedAtMs: Date.now() - 70, durationMs: 70, waitedMs: 30 };
  await givenRuns(sql, ...conclusions.map(() => ({})));
  const runs = await worker.claimer.claimNext(['default'], MANY);
  const ends = runs.map((run, index) => ({ ...endOf(run, conclusions[index]), facts }));
  const isFinal = ({ conclusion }: (typeof ends)[number]) => conclusion.state !== 'retrying';
  await finishRuns(sql, worker.id, ends.filter(isFinal));
  await rescheduleRuns(
    sql,
    worker.id,
    ends.filter((end) => !isFinal(end)),
  );
  return runs.map(({ id }) => id);
}

const counts = async () => {
  const rows = await database.sql<{ state: string; runs: number }[]>`
    select state, sum(runs)::integer as runs from fbrain.run_stat group by state order by state`;
  return Object.fromEntries(rows.map(({ state, runs }) => [state, runs]));
};

test('every end of an attempt counts once, whoever folds and how often', async () => {
  await givenEnds(succeeded, succeeded, failed, retrying);
  await Promise.all([foldTallies(database.sql), foldTallies(database.sql), foldTallies(database.sql)]);
  await givenEnds(succeeded);
  await foldTallies(database.sql);
  expect(await counts()).toEqual({ failed: 1, retrying: 1, started: 5, succeeded: 3 });
});

test('what gathered while nobody led is folded in steps, and each end counts once', async () => {
  const { sql } = database;
  await sql`
    insert into fbrain.run_tally (task, queue, state, runs, duration_ms, wait_ms, fingerprint, run_id, error)
    select 'noop', 'default', 'failed', 1, 0, 0, 'f00d', gen_random_uuid(), '{"message":"boom"}'
    from generate_series(1, 25)`;
  await sql.unsafe(`
    create function public.refuse_many() returns trigger language plpgsql as $$
    begin
      if (select count(*) from removed) > 10 then raise 'too many in one statement'; end if;
      return null;
    end $$;
    create trigger refuse_many after delete on fbrain.run_tally referencing old table as removed
      for each statement execute function public.refuse_many()`);
  try {
    await foldTallies(sql, 10);
  } finally {
    await sql`drop function public.refuse_many cascade`;
  }
  expect(await counts()).toEqual({ failed: 25 });
  expect(await getErrorGroup(sql, 'f00d')).toMatchObject({ attempts: 25, runs: 25 });
});

test('an end with an old fence does not count, nor does it keep others from counting', async () => {
  const { sql } = database;
  await givenRuns(sql, {}, {});
  const facts = { task: 'noop', queue: 'default', startedAtMs: Date.now(), durationMs: 1, waitedMs: 1 };
  const ends = (await worker.claimer.claimNext(['default'], MANY)).map((run) => ({ ...endOf(run), facts }));
  const [first, second] = ends;
  if (!first || !second) throw new Error('Nothing was claimed.');
  await finishRuns(sql, worker.id, [{ ...first, attempt: 7 }, second]);
  await foldTallies(sql);
  expect(await counts()).toEqual({ started: 1, succeeded: 1 });
});

test('a run that was cancelled before it started counts as cancelled and not as started', async () => {
  const [run] = await givenRuns(database.sql, {});
  await cancelRun(database.sql, run?.id ?? '');
  await foldTallies(database.sql);
  expect(await counts()).toEqual({ cancelled: 1 });
});

test('failures that look alike are one group, with what was seen first and last', async () => {
  const { sql } = database;
  const ids = await givenEnds(failed, failed, retrying);
  await foldTallies(sql);
  expect(await getErrorGroup(sql, 'f00d')).toMatchObject({
    task: 'noop',
    attempts: 3,
    runs: 2,
    state: 'open',
    message: 'boom',
  });
  expect(ids).toContain((await listErrorGroups(sql, {}, { limit: 10 }))[0]?.group.lastRunId ?? '');
});

test('a resolved group that fails again is open again; an ignored one stays ignored', async () => {
  const { sql } = database;
  await givenEnds(failed);
  await foldTallies(sql);
  await changeErrorState(sql, 'f00d', 'ignored');
  await givenEnds(failed);
  await foldTallies(sql);
  expect(await getErrorGroup(sql, 'f00d')).toMatchObject({ state: 'ignored', regressedAt: null });
  await changeErrorState(sql, 'f00d', 'resolved');
  await givenEnds(failed);
  await foldTallies(sql);
  expect(await getErrorGroup(sql, 'f00d')).toMatchObject({
    state: 'open',
    regressedAt: expect.any(String),
    attempts: 3,
  });
});

test('what failed before it was resolved does not reopen the group', async () => {
  const { sql } = database;
  await givenEnds(failed);
  await foldTallies(sql);
  await givenEnds(failed);
  await changeErrorState(sql, 'f00d', 'resolved');
  await foldTallies(sql);
  expect(await getErrorGroup(sql, 'f00d')).toMatchObject({ state: 'resolved', attempts: 2 });
});

test('old minutes become hours and lose nothing', async () => {
  const { sql } = database;
  await givenEnds(succeeded, succeeded);
  await foldTallies(sql);
  await sql`update fbrain.run_stat set at = date_bin('1 hour', now() - interval '5 days', 'epoch') + interval '7 minutes'`;
  await givenEnds(succeeded);
  await foldTallies(sql);
  await compactStats(sql);
  await compactStats(sql);
  expect(await counts()).toEqual({ started: 3, succeeded: 3 });
  const [row] =
    await sql`select count(*) as old from fbrain.run_stat where at < now() - interval '2 days' and extract(minute from at) <> 0`;
  expect(row).toEqual({ old: 0 });
});

test('an old group is forgotten, unless somebody has decided about it', async () => {
  const { sql } = database;
  await sql`
    insert into fbrain.error_group
      (fingerprint, task, error, state, first_seen_at, last_seen_at, attempts, runs, last_run_id)
    select state || days, 'noop', '{"message":"boom"}', state, now(), now() - make_interval(days => days), 1, 1,
           gen_random_uuid()
    from unnest(array['open', 'ignored', 'resolved']) as state, unnest(array[80, 100]) as days`;
  await compactStats(sql);
  const left = await sql<{ fingerprint: string }[]>`select fingerprint from fbrain.error_group order by 1`;
  expect(left.map(({ fingerprint }) => fingerprint)).toEqual([
    'ignored100',
    'ignored80',
    'open80',
    'resolved100',
    'resolved80',
  ]);
});
