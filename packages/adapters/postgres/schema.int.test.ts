import { afterAll, beforeAll, expect, test } from 'bun:test';
import { LOG_LEVELS } from '@fbrain/core/run/run';
import { FINAL_STATES, UNFINISHED_STATES } from '@fbrain/core/run/run-state';
import { TASK_KINDS } from '@fbrain/core/task/task';
import { WORKER_STATES } from '@fbrain/core/worker/worker';
import { givenRuns } from '@fbrain/testing/factories';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { migrate, schemaStatus } from './migrate.ts';
import { LATEST_VERSION } from './migrations.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** The values that the CHECKs of a column allow. */
async function allowedValues(table: string, column: string): Promise<string[]> {
  const rows = await database.sql<{ definition: string }[]>`
    select pg_get_constraintdef(oid) as definition
    from pg_constraint
    where conrelid = ${`fbrain.${table}`}::regclass and contype = 'c'
      and pg_get_constraintdef(oid) like ${`CHECK ((${column} = ANY (%`}`;
  return [...(rows[0]?.definition ?? '').matchAll(/'([^']+)'::text/g)].map((match) => match[1] ?? '');
}

test('the database allows exactly the states of the state machine', async () => {
  expect((await allowedValues('run', 'state')).sort()).toEqual([...UNFINISHED_STATES].sort());
  expect((await allowedValues('run_history', 'state')).sort()).toEqual([...FINAL_STATES].sort());
  expect((await allowedValues('worker', 'state')).sort()).toEqual([...WORKER_STATES].sort());
  expect((await allowedValues('task', 'kind')).sort()).toEqual([...TASK_KINDS].sort());
  expect((await allowedValues('run_log', 'level')).sort()).toEqual([...LOG_LEVELS].sort());
});

test('the database refuses a run that cannot be', async () => {
  const { sql } = database;
  const [run] = await givenRuns(sql, {});
  const impossible = [
    "state = 'running'",
    "state = 'running', worker_id = id, attempt = 1",
    "state = 'running', worker_id = id, started_at = now()",
    "state = 'running', started_at = now(), attempt = 1",
    'worker_id = id',
    "state = 'retrying', worker_id = id",
    'queued_at = null',
    ...['attempt', 'failures', 'crashes', 'band', 'progress'].map((column) => `${column} = -1`),
    'band = 3',
    'progress = 1.1',
    'max_attempts = 0',
    'timeout_ms = 0',
  ];
  for (const change of impossible) {
    const update = sql.unsafe(`update fbrain.run set ${change} where id = '${run?.id}'`);
    await expect(update, change).rejects.toThrow('run_rules_check');
  }
});

test('migrating twice, and from two processes at once, applies each migration once', async () => {
  await Promise.all([migrate(database.sql), migrate(database.sql)]);
  expect(await migrate(database.sql)).toEqual([]);
  expect(await schemaStatus(database.sql)).toMatchObject({ version: LATEST_VERSION, latestVersion: LATEST_VERSION });
});

test('a process older than a breaking migration refuses to run', async () => {
  await database.sql`insert into fbrain.migration (version, name, breaking) values (9999, 'from the future', true)`;
  expect(migrate(database.sql)).rejects.toThrow('Install the newer release');
  await database.sql`delete from fbrain.migration where version = 9999`;
});

test('runs of today go to a partition of today, runs from long ago to the default one', async () => {
  const { sql } = database;
  const [row] = await sql`
    select count(*)::integer as n from pg_class
    where relname = 'run_history_' || to_char(now() at time zone 'utc', 'YYYYMMDD')`;
  expect(row?.n).toBe(1);
});

test('a partition that is made late takes over the rows that were waiting for it', async () => {
  const { sql } = database;
  const [day] = await sql<{ name: string; id: string }[]>`
    select to_char(now() at time zone 'utc', 'YYYYMMDD') as name, fbrain.uuid_floor(now())::text as id`;
  await sql.unsafe(`drop table fbrain.run_log_${day?.name}`);
  await sql`insert into fbrain.run_log (run_id, attempt, at, level, message) values (${day?.id ?? ''}, 1, now(), 'info', 'early')`;
  await sql`select fbrain.ensure_partitions('run_log', 'run_id', 1)`;
  const [found] = await sql`select tableoid::regclass::text as partition from fbrain.run_log where message = 'early'`;
  expect(found?.partition).toBe(`fbrain.run_log_${day?.name}`);
});
