import { expect, test } from 'bun:test';
import { openDatabase } from '@fbrain/adapters/postgres/connection';
import { openStatementCounter } from './statement-counter.ts';
import { createTestDatabase } from './test-database.ts';

test('every statement of a connection is counted under its name, transaction control included', async () => {
  const database = await createTestDatabase();
  const counter = await openStatementCounter(database.url);
  const open = (applicationName: string) => openDatabase({ url: counter.url, max: 1, applicationName });
  const one = open('one');
  const other = open('other');
  // The driver asks each server for its types first.
  await Promise.all([one`select 0`, other`select 0`]);
  const before = counter.counts();
  await one.begin(async (tx) => {
    await tx`select 1`;
    await tx.unsafe(`select '${'x'.repeat(100_000)}'`);
  });
  // The first statement of a kind is described before it is run.
  await other`select ${1}::int`;
  await other`select ${2}::int`;
  const sent = (name: string) => (counter.counts().get(name) ?? 0) - (before.get(name) ?? 0);
  expect([sent('one'), sent('other')]).toEqual([4, 2]);
  await Promise.all([one.end(), other.end()]);
  counter.close();
  await database.drop();
});
