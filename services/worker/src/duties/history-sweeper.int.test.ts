import { afterEach, beforeEach, expect, test } from 'bun:test';
import { silentLogger } from '@fbrain/adapters/logging/logger';
import { type Database, openDatabase } from '@fbrain/adapters/postgres/connection';
import { isKeyBusy } from '@fbrain/adapters/postgres/errors';
import { changeRetention } from '@fbrain/adapters/postgres/retention-store';
import { deleteFinalRuns } from '@fbrain/adapters/postgres/run-delete-store';
import { eventually } from '@fbrain/testing/eventually';
import { givenLimitedTask } from '@fbrain/testing/factories';
import { asApplication, createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { sweepHistory } from './history-sweeper.ts';

const DAY_MS = 86_400_000;
/** All partitions are there from yesterday on, so the tests look back from days to come. */
const TODAY_MS = Math.floor(Date.now() / DAY_MS) * DAY_MS;

let database: TestDatabase;
/** With the rights that services have. */
let services: Database;
beforeEach(async () => {
  database = await createTestDatabase();
  services = openDatabase({ url: asApplication(database.url), max: 3 });
});
afterEach(async () => {
  await services.end({ timeout: 1 });
  await database.drop();
});

const at = (days: number) => TODAY_MS + days * DAY_MS;

/** The id of a run that was created so many days from now. */
const idOf = (days: number, index: number): string =>
  `${at(days).toString(16).padStart(12, '0')}-7000-8000-${String(index).padStart(12, '0')}`.replace(
    /^(.{8})(.{4})-/,
    '$1-$2-',
  );

interface Given {
  task?: string;
  queue?: string;
  /** Instants in days from today. */
  created?: number;
  finished?: number;
}

let count = 0;

/** A finished run with an attempt before its last and a line. Answers its id. */
async function givenFinished({ task = 'noop', queue = 'default', created = 0, finished = created }: Given = {}) {
  const id = idOf(created, ++count);
  const { sql } = database;
  await sql`
    insert into fbrain.run_history (id, task, queue, band, rank, state, input, attempt, failures, max_attempts, due_at, created_at, finished_at, tags, metadata)
    values (${id}, ${task}, ${queue}, 1, 0, 'succeeded', '{}', 2, 1, 3, now(), ${new Date(at(created))}, ${new Date(at(finished))}, '{}', '{}')`;
  await givenTraces(id);
  return id;
}

async function givenTraces(id: string) {
  await database.sql`insert into fbrain.attempt (run_id, number, state, started_at) values (${id}, 1, 'failed', now())`;
  await database.sql`insert into fbrain.run_log (run_id, attempt, at, level, message) values (${id}, 1, now(), 'info', 'line')`;
}

const sweep = (days: number, isStopped = () => false) =>
  sweepHistory({ sql: services, clock: { now: () => at(days) }, logger: silentLogger, chunk: 2, isStopped });

/** Runs whose row, attempts or lines are there. */
async function remaining(): Promise<{ runs: string[]; attempts: string[]; lines: string[] }> {
  const idsOf = async (table: string, key: string) => {
    const rows = await database.sql.unsafe(`select ${key}::text as id from fbrain.${table} order by 1`);
    return rows.map(({ id }) => id as string);
  };
  const [runs = [], attempts = [], lines = []] = await Promise.all([
    idsOf('run_history', 'id'),
    idsOf('attempt', 'run_id'),
    idsOf('run_log', 'run_id'),
  ]);
  return { runs, attempts, lines };
}

const everywhere = (...ids: string[]) => ({ runs: ids.sort(), attempts: ids.sort(), lines: ids.sort() });

const dayOf = (days: number): string => new Date(at(days)).toISOString().slice(0, 10).replaceAll('-', '');

async function partitionOf(days: number): Promise<string | null> {
  const name = dayOf(days);
  const [row] = await database.sql<
    { name: string | null }[]
  >`select to_regclass(${`fbrain.run_history_${name}`})::text as name`;
  return row?.name ?? null;
}

test('a day is dropped as a whole when its retention is over, not before', async () => {
  const ids = [await givenFinished(), await givenFinished(), await givenFinished()];
  await sweep(30.9);
  expect(await remaining()).toEqual(everywhere(...ids));
  await sweep(31.1);
  expect(await remaining()).toEqual(everywhere());
  expect(await partitionOf(0)).toBeNull();
});

test('retention counts from the end of a run: one that ended late stays longer', async () => {
  for (let index = 0; index < 4; index++) await givenFinished();
  const late = await givenFinished({ finished: 20 });
  await sweep(32);
  expect(await remaining()).toEqual(everywhere(late));
  await sweep(49);
  expect(await remaining()).toEqual(everywhere(late));
  await sweep(51);
  expect(await remaining()).toEqual(everywhere());
});

test("a task's retention comes before its queue's, and that before the default", async () => {
  await givenLimitedTask(database.sql, {}, 'audit');
  await database.sql`insert into fbrain.queue (name) values ('noisy')`;
  await changeRetention(database.sql, { default: '10d', queues: { noisy: '2d' }, tasks: { audit: '20d' } });
  const noisy = await givenFinished({ queue: 'noisy' });
  const usual = await givenFinished();
  const audit = await givenFinished({ queue: 'noisy', task: 'audit' });
  await sweep(2.5);
  expect(await remaining()).toEqual(everywhere(noisy, usual, audit));
  await sweep(4);
  expect(await remaining()).toEqual(everywhere(usual, audit));
  await sweep(12);
  expect(await remaining()).toEqual(everywhere(audit));
  await sweep(22);
  expect(await remaining()).toEqual(everywhere());
});

test('what is to be kept forever stays, and the rest of its day goes', async () => {
  await changeRetention(database.sql, { default: 'forever' });
  const id = await givenFinished();
  await sweep(3_650);
  expect(await remaining()).toEqual(everywhere(id));
  await database.sql`insert into fbrain.queue (name) values ('noisy')`;
  await changeRetention(database.sql, { queues: { noisy: '1d' } });
  for (let index = 0; index < 5; index++) await givenFinished({ queue: 'noisy' });
  await sweep(3_650);
  expect(await remaining()).toEqual(everywhere(id));
});

test('attempts and lines of a run that has not ended stay', async () => {
  await givenFinished();
  const id = idOf(0, ++count);
  const { sql } = database;
  await sql`
    insert into fbrain.run (id, task, queue, state, input, max_attempts, due_at)
    values (${id}, 'noop', 'default', 'scheduled', '{}', 3, now())`;
  await givenTraces(id);
  await sweep(32);
  expect(await remaining()).toEqual({ runs: [], attempts: [id], lines: [id] });
});

test('what fits into no day is removed as well', async () => {
  const old = await givenFinished({ created: -40, finished: 0 });
  await sweep(29);
  expect(await remaining()).toEqual(everywhere(old));
  await sweep(31);
  expect(await remaining()).toEqual(everywhere());
});

test('a sweep that was broken off is taken up again, and nothing is lost', async () => {
  for (let index = 0; index < 8; index++) await givenFinished();
  const late = [await givenFinished({ finished: 20 }), await givenFinished({ finished: 20 })];
  for (let steps = 0; steps < 14; steps++) {
    let left = steps;
    await sweep(32, () => left-- <= 0);
  }
  await sweep(32);
  expect(await remaining()).toEqual(everywhere(...late));
  const [copies] = await database.sql`select count(*)::int as n from pg_class where relname like '%\_next'`;
  expect(copies?.n).toBe(0);
});

test('a day of runs that take long to move is swept in smaller steps', async () => {
  for (let index = 0; index < 12; index++) await givenFinished({ finished: index < 4 ? 0 : 20 });
  const { sql } = database;
  // As the server ends a statement that takes too long, on a machine of any speed.
  await sql.unsafe(`
    create function refuse_many() returns trigger language plpgsql as $$
    begin
      if (select count(*) from removed) > 2 then raise 'too long' using errcode = 'query_canceled'; end if;
      return null;
    end $$;
    create trigger refuse_many after delete on fbrain.run_history_${dayOf(0)} referencing old table as removed
      for each statement execute function refuse_many()`);
  const options = { clock: { now: () => at(32) }, logger: silentLogger, isStopped: () => false };
  await sweepHistory({ ...options, sql, chunk: 12 });
  expect((await remaining()).runs).toHaveLength(8);
});

/** It waits for a second at a time, as a swap takes less unless the machine is slow. */
const deletePatiently = (sql: Database, ids: readonly string[]): Promise<number> =>
  sql
    .begin((tx) => deleteFinalRuns(tx, ids))
    .catch((error: unknown) => {
      if (isKeyBusy(error)) return deletePatiently(sql, ids);
      throw error;
    });

test('runs that end or are deleted while their day is replaced are neither lost nor brought back', async () => {
  const { sql } = database;
  const kept = [await givenFinished({ finished: 20 }), await givenFinished({ finished: 20 })];
  for (let index = 0; index < 6; index++) await givenFinished();
  const ending = idOf(0, ++count);
  await sql`
    insert into fbrain.run (id, task, queue, state, input, max_attempts, due_at)
    values (${ending}, 'noop', 'default', 'scheduled', '{}', 3, now())`;
  const [older] = await sql<{ days: number }[]>`
    select count(*)::int as days from pg_class where relname < ${`run_history_${dayOf(0)}`} and relname like 'run\_history\_2%'
      and relkind = 'r'`;
  // Each day before takes 3 steps, and the look at today 6: the first chunk is copied. The deletion waits for the swap.
  const copied = 3 * (older?.days ?? 0) + 8;
  let steps = 0;
  let deletion: Promise<unknown> = Promise.resolve();
  await sweep(32, () => {
    if (++steps === copied) {
      deletion = sql
        .begin(
          (tx) => tx`
          with ended as (delete from fbrain.run where id = ${ending} returning id)
          insert into fbrain.run_history (id, task, queue, band, rank, state, input, attempt, failures, max_attempts, due_at, created_at, finished_at, tags, metadata)
          select id, 'noop', 'default', 1, 0, 'cancelled', '{}', 0, 0, 3, now(), now(), ${new Date(at(31))}, '{}', '{}' from ended`,
        )
        .then(() => deletePatiently(sql, kept.slice(0, 1)));
    }
    return false;
  });
  await deletion;
  expect((await remaining()).runs).toEqual([...kept.slice(1), ending].sort());
  expect(steps).toBeGreaterThan(copied);
});

test('a sweep that loses its lock replaces nothing, and the next one finds everything in order', async () => {
  const { sql } = database;
  for (let index = 0; index < 20; index++) await givenFinished();
  const kept = await givenFinished({ finished: 20 });
  const locks = sql`from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`;
  let cuts: Promise<number> = Promise.resolve(0);
  const cutOff = () => {
    cuts = cuts.then(async (before) => before + (await sql`select pg_terminate_backend(pid) ${locks}`).length);
    return false;
  };
  await expect(sweep(32, cutOff)).rejects.toThrow();
  expect(await cuts).toBeGreaterThan(0);
  expect((await remaining()).runs).toHaveLength(21);
  await eventually(() => Promise.all(Array.from({ length: 9 }, () => services`select 1`)));
  await sweep(32);
  expect(await remaining()).toEqual(everywhere(kept));
});

test('a day that cannot be swept keeps no other day from it', async () => {
  const stuck = await givenFinished();
  await givenFinished({ created: 1 });
  // Somebody's own view keeps the partition from being dropped.
  await database.sql.unsafe(`create view public.mine as select id from fbrain.run_history_${dayOf(0)}`);
  await expect(sweep(33)).rejects.toThrow(dayOf(0));
  expect(await remaining()).toEqual(everywhere(stuck));
});

test('the rows of a day that takes too long to replace are deleted', async () => {
  await givenFinished();
  const { sql } = database;
  await sql`
    create function slow_drop() returns event_trigger language plpgsql as
      $$ begin raise 'too long' using errcode = 'query_canceled'; end $$`;
  await sql`create event trigger slow_drop on sql_drop execute function slow_drop()`;
  await sweep(32);
  await sql`drop event trigger slow_drop`;
  expect(await remaining()).toEqual(everywhere());
  expect(await partitionOf(0)).not.toBeNull();
});
