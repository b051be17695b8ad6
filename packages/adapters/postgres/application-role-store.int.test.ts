import { afterAll, beforeAll, expect, test } from 'bun:test';
import { asApplication, createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { grantApplicationRole } from './application-role-store.ts';
import { insertAuditEntry, pruneAudit } from './audit-store.ts';
import { type Database, openDatabase } from './connection.ts';
import { HOUSEWORK } from './housework-store.ts';

let database: TestDatabase;
let services: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  services = openDatabase({ url: asApplication(database.url), max: 2 });
});
afterAll(async () => {
  await services.end();
  await database.drop();
});

const entry = () => ({
  id: Bun.randomUUIDv7(),
  actor: { kind: 'user' as const, id: null, name: 'ada@example.org' },
  action: 'pauseQueue',
  target: { kind: 'queue', id: 'default' },
  address: null,
  outcome: 'done' as const,
  status: 200,
  before: null,
  after: { paused: true },
  requestId: 'r',
});

test('the role of the services can neither change the schema nor what was recorded', async () => {
  await insertAuditEntry(services, entry());
  for (const statement of [
    'alter table fbrain.run add column x text',
    'drop table fbrain.run_log',
    'truncate fbrain.run',
    'create table fbrain.x ()',
    'create function fbrain.x() returns void language sql as $$ select 1 $$',
    'create or replace function fbrain.prune_audit(kept_days integer) returns integer language sql as $$ select 1 $$',
    'drop schema fbrain cascade',
    "update fbrain.audit_entry set actor_name = 'somebody else'",
    'delete from fbrain.audit_entry',
    'truncate fbrain.audit_entry',
    'delete from fbrain.migration',
    "insert into fbrain.migration (version, name, breaking) values (9001, 'x', true)",
  ]) {
    const outcome = await services.unsafe(statement).then(
      () => 'allowed',
      ({ code }) => code,
    );
    expect({ statement, outcome }).toEqual({ statement, outcome: '42501' });
  }
});

test('the audit log forgets what is old, but keeps a month whatever it is told', async () => {
  await database.sql`delete from fbrain.audit_entry`;
  for (const days of [0, 29, 31, 400]) {
    const old = entry();
    await insertAuditEntry(services, old);
    await database.sql`update fbrain.audit_entry set at = now() - make_interval(days => ${days}) where id = ${old.id}`;
  }
  expect(await pruneAudit(services, 365)).toBe(1);
  expect(await pruneAudit(services, 0)).toBe(1);
  expect(await services`select from fbrain.audit_entry`).toHaveLength(2);
});

test('the role makes and uses new partitions, and copies of days', async () => {
  await database.sql`drop table ${database.sql(`fbrain.run_log_${dayName(3)}`)}`;
  for (const work of Object.values(HOUSEWORK)) await work(services);
  await services`select fbrain.make_day_copy('run_log', ${dayName(3)})`;
  await services.unsafe(`insert into fbrain.run_log_${dayName(3)}_next (run_id, attempt, at, level, message)
    values (fbrain.uuid_floor(to_date('${dayName(3)}', 'YYYYMMDD')::timestamp at time zone 'utc'), 1, now(), 'info', 'x')`);
  await services`select fbrain.put_day_copy('run_log', ${dayName(3)}, false)`;
  expect(await services`select from fbrain.run_log where message = 'x'`).toHaveLength(1);
});

test('the functions that change tables change no other tables than those of history', async () => {
  for (const [parent, day] of [
    ['audit_entry', dayName(3)],
    ['user_account', dayName(3)],
    ['run_log', '20260101; drop table fbrain.run'],
  ] as const) {
    await expect(services`select fbrain.make_day_copy(${parent}, ${day})`.execute()).rejects.toThrow('There is no day');
    await expect(services`select fbrain.put_day_copy(${parent}, ${day}, true)`.execute()).rejects.toThrow();
  }
});

test('partitions are made of history only, and of a month at most', async () => {
  await expect(services`select fbrain.ensure_partitions('user_account', 'id', 1)`.execute()).rejects.toThrow(
    'of user_account',
  );
  await services`select fbrain.ensure_partitions('run_log', 'run_id', 100000)`;
  const found = async (days: number) =>
    (await services`select to_regclass(${`fbrain.run_log_${dayName(days)}`}) as name`)[0]?.name !== null;
  expect([await found(29), await found(32)]).toEqual([true, false]);
});

test('a role that is not there is not made without a password', async () => {
  await expect(grantApplicationRole(database.sql, 'nobody_at_all', null)).rejects.toThrow('there is no role');
});

/** As in the names of partitions. */
const dayName = (ahead: number): string =>
  new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
