import { afterAll, expect, test } from 'bun:test';
import { createTestDatabase } from './test-database.ts';

const databases: Awaited<ReturnType<typeof createTestDatabase>>[] = [];
afterAll(() => Promise.all(databases.map((database) => database.drop())));

async function setup() {
  const database = await createTestDatabase();
  databases.push(database);
  return database;
}

test('a test database has the whole schema', async () => {
  const { sql } = await setup();
  expect(await sql`select name from fbrain.queue`).toEqual([{ name: 'default' }] as never);
});

test('what one test writes no other test sees, also when they start at the same time', async () => {
  const [one, other] = await Promise.all([setup(), setup()]);
  await one.sql`insert into fbrain.queue (name) values ('mine')`;
  expect(await other.sql`select from fbrain.queue where name = 'mine'`).toHaveLength(0);
});
