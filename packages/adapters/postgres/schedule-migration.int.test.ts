import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { migrate } from './migrate.ts';
import { MIGRATIONS } from './migrations.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('a day of much history is not read through by the migration, all other days and those to come get the index', async () => {
  const { sql } = database;
  await sql`drop schema fbrain cascade`;
  await migrate(
    sql,
    MIGRATIONS.filter(({ name }) => name < '0008'),
  );
  // One row a page.
  await sql`create table fbrain.run_history_20250101 (like fbrain.run_history including all) with (fillfactor = 10)`;
  await sql`
    alter table fbrain.run_history attach partition fbrain.run_history_20250101
    for values from (fbrain.uuid_floor('2025-01-01Z')) to (fbrain.uuid_floor('2025-01-02Z'))`;
  await sql`
    insert into fbrain.run_history (
      id, task, queue, band, rank, state, input, attempt, failures, max_attempts, due_at, created_at, finished_at, tags, metadata
    )
    select fbrain.uuid_floor('2025-01-01Z'::timestamptz + n * interval '1 s'), 'noop', 'default', 1, 0, 'succeeded',
           to_jsonb(repeat('x', 600)), 1, 0, 3, now(), now(), now(), '{}', '{}'
    from generate_series(1, 1100) as n`;
  await migrate(sql);
  await sql`drop table fbrain.run_history_default`;
  await sql`create table fbrain.run_history_later (like fbrain.run_history including all)`;
  await sql`
    alter table fbrain.run_history attach partition fbrain.run_history_later
    for values from (fbrain.uuid_floor('2100-01-01Z')) to (fbrain.uuid_floor('2100-01-02Z'))`;
  const without = await sql<{ name: string }[]>`
    select inhrelid::regclass::text as name from pg_inherits
    where inhparent = 'fbrain.run_history'::regclass and not exists (
      select from pg_index join pg_inherits as attached on attached.inhrelid = indexrelid
      where indrelid = pg_inherits.inhrelid and attached.inhparent = 'fbrain.run_history_scheduled'::regclass
    )`;
  expect(without.map(({ name }) => name)).toEqual(['fbrain.run_history_20250101']);
});
