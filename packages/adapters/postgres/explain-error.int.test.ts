import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { openDatabase } from './connection.ts';
import { explainDatabaseError } from './explain-error.ts';
import { readServer, refuseOldServer } from './server-store.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

async function explain(url: string, statement = 'select 1'): Promise<string> {
  const sql = openDatabase({ url, max: 1 });
  const refusal = await sql.unsafe(statement).catch((error: unknown) => error);
  await sql.end({ timeout: 0 });
  return explainDatabaseError(refusal);
}

test('every way in which a database cannot be reached has a sentence with what to do', async () => {
  const { url, sql } = database;
  const changed = (change: (url: URL) => void) => {
    const copy = new URL(url);
    change(copy);
    return copy.href;
  };
  await sql`drop role if exists explain_error_test`;
  await sql`create role explain_error_test login password 'password-of-a-guest'`;
  const asGuest = changed((copy) => {
    copy.username = 'explain_error_test';
    copy.password = 'password-of-a-guest';
  });
  const readOnly = `${url}?default_transaction_read_only=on`;
  for (const [given, statement, says] of [
    [
      changed((copy) => {
        copy.password = 'wrong';
      }),
      'select 1',
      'refuses the password',
    ],
    [
      changed((copy) => {
        copy.pathname = '/nowhere';
      }),
      'select 1',
      'The database is not there',
    ],
    [
      changed((copy) => {
        copy.port = '1';
      }),
      'select 1',
      'PostgreSQL does not answer',
    ],
    [
      changed((copy) => {
        copy.hostname = 'nowhere.invalid';
      }),
      'select 1',
      'not known',
    ],
    [asGuest, 'select * from fbrain.run', 'lacks a right'],
    [readOnly, "insert into fbrain.queue values ('late')", 'read-only'],
  ] as const) {
    const sentence = await explain(given, statement);
    expect(sentence).toContain(says);
    expect(sentence).not.toContain(new URL(given).password);
  }
  await sql`drop role explain_error_test`;
});

test('a PostgreSQL that is too old is refused with its version and the one it needs', async () => {
  expect(() => refuseOldServer({ versionNumber: 140_011, version: '14.11' })).toThrow(
    'PostgreSQL is version 14.11; F_BRAIN needs 15 or newer.',
  );
  const server = await readServer(database.sql);
  expect(() => refuseOldServer(server)).not.toThrow();
  expect(server.isReadOnly).toBe(false);
});
