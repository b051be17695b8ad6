import { expect, test } from 'bun:test';
import { MIGRATIONS } from '@fbrain/adapters/postgres/migrations';
import { createTestDatabase } from '@fbrain/testing/test-database';
import { runCommand as run } from '../../testing/run-command.ts';
import { COMMANDS } from './commands.ts';

test('tells what each command does', async () => {
  for (const name of COMMANDS.map((command) => command.name)) {
    expect(await run([name, '--help'])).toMatchObject({
      out: expect.stringContaining(`fbrain-api ${name}`),
      code: 0,
    });
  }
  expect(await run(['serve', 'now'])).toMatchObject({ err: expect.stringContaining('takes no arguments'), code: 2 });
  expect(await run(['migrate', '--now'])).toMatchObject({ err: expect.stringContaining('--now'), code: 2 });
});

test('shows what a migration would do, and changes nothing', async () => {
  const { url, sql, drop } = await createTestDatabase();
  const newest = MIGRATIONS.at(-1)?.name ?? '';
  await sql`delete from fbrain.migration where name = ${newest}`;
  expect(await run(['migrate', '--status'], { DATABASE_URL: url })).toMatchObject({
    err: expect.stringContaining(`Missing: ${newest}`),
    code: 1,
  });
  const { out, code } = await run(['migrate', '--dry-run'], { DATABASE_URL: url });
  expect([out.startsWith(`-- ${newest}\n`), code]).toEqual([true, 0]);
  expect(await sql`select from fbrain.migration where name = ${newest}`).toHaveLength(0);
  await sql`insert into fbrain.migration (version, name, breaking) values (9001, '9001_later', true)`;
  expect(await run(['migrate', '--status'], { DATABASE_URL: url })).toMatchObject({
    err: expect.stringMatching(/^The database has migration 9001, .* Install the newer release\.\n$/),
    code: 1,
  });
  await drop();
});

test('says in one line what is wrong with the database', async () => {
  const database = await createTestDatabase();
  const url = new URL(database.url);
  url.password = 'wrong';
  const refused = await run([], { SECRET_KEY: 'x'.repeat(32), DATABASE_URL: url.href });
  expect([refused.code, refused.out]).toEqual([
    1,
    expect.stringContaining('refuses the password: correct DATABASE_URL'),
  ]);
  url.port = '1';
  const absent = await run(['migrate', '--status'], { DATABASE_URL: url.href });
  expect([absent.code, absent.err.trim().split('\n')]).toEqual([
    1,
    [expect.stringContaining('PostgreSQL does not answer')],
  ]);
  await database.drop();
});
