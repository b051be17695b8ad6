import { afterEach, beforeEach, expect, test } from 'bun:test';
import { describeWith } from '@fbrain/testing/describe-with';
import { givenRuns } from '@fbrain/testing/factories';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { openDatabase } from './connection.ts';
import { getRun } from './run-query-store.ts';

describeWith('databaseUrl', 'with PostgreSQL,', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase();
  });

  afterEach(async () => {
    await database.drop();
  });

  test('a run is read without a new plan for each', async () => {
    const runs = await givenRuns(database.sql, ...Array.from({ length: 10 }, () => ({})));
    // Plans are kept by connection.
    const sql = openDatabase({ url: database.url, max: 1 });
    for (const { id } of runs) expect((await getRun(sql, id))?.id).toBe(id);
    const [counts] = await sql<{ own: number; kept: number }[]>`
      select custom_plans::int as own, generic_plans::int as kept from pg_prepared_statements
      where statement like '%fbrain.run_history%' and statement not like '%pg_prepared_statements%'`;
    await sql.end();
    // PostgreSQL makes five before it compares.
    expect(counts).toEqual({ own: 5, kept: 5 });
  });
});
