import { afterEach, beforeEach, expect, test } from 'bun:test';
import { type Database, openDatabase, type Queryable } from '@fbrain/adapters/postgres/connection';
import { createSchedules } from '@fbrain/adapters/postgres/schedule-store';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { fireDueSchedules } from './schedule-batch.ts';
import { at, type ScheduleFixture, setupSchedules } from './schedule-fixture.ts';

let database: TestDatabase;
let schedules: ScheduleFixture;
beforeEach(async () => {
  database = await createTestDatabase();
  schedules = await setupSchedules(database);
});
afterEach(() => schedules.drop());

const EVERY_SECOND = { every: '1s', anchor: '2026-01-01T00:00:00Z' };

async function givenMany(count: number): Promise<void> {
  const make = (n: number) => ({
    id: Bun.randomUUIDv7(),
    request: { name: `many-${n}`, task: 'noop', ...EVERY_SECOND },
  });
  await createSchedules(
    schedules.sql,
    Array.from({ length: count }, (_, n) => make(n)),
    at('10:00:00'),
  );
}

/** Slots and runs that do not belong together one to one, which must be none (G6). */
async function mismatches(): Promise<object[]> {
  return await schedules.sql`
    select slot.schedule_id, slot.slot_at, count(run.id)
    from fbrain.schedule_slot as slot full join fbrain.run
      on run.schedule_id = slot.schedule_id and run.slot_at = slot.slot_at and run.id = slot.run_id
    group by slot.schedule_id, slot.slot_at
    having count(run.id) <> 1 or slot.slot_at is null`;
}
const counts = async () => {
  const [row] = await schedules.sql`
    select (select count(*) from fbrain.run) as runs, (select count(*) from fbrain.schedule_slot) as slots`;
  return row;
};

test('twenty leaders at once fire each slot of five hundred schedules once', async () => {
  await givenMany(500);
  const sql = openDatabase({ url: database.url, max: 20 });
  const deps = { ...schedules.deps, sql };
  const lead = async () => {
    for (let second = 1; second <= 4; second++) {
      const nowMs = at('10:00:00') + second * 1_000;
      // Each in batches of its own size; who finds everything taken goes on to the next second.
      const limit = 10 + Math.floor(Math.random() * 60);
      while ((await fireDueSchedules(deps, { limit, nowMs })).hasMore);
    }
  };
  await Promise.all(Array.from({ length: 20 }, lead)).finally(() => sql.end());
  await schedules.fire(at('10:00:05'));
  expect(await counts()).toEqual({ runs: 2_500, slots: 2_500 });
  expect(await mismatches()).toEqual([]);
});

test('two leaders agree about the runs that have not ended', async () => {
  const ids = await Promise.all(
    Array.from({ length: 20 }, () => schedules.given({ ...EVERY_SECOND, overlap: 'skip' })),
  );
  const lead = async () => {
    for (let second = 1; second <= 10; second++) {
      const nowMs = at('10:00:00') + second * 1_000;
      while ((await fireDueSchedules(schedules.deps, { limit: 7, nowMs })).hasMore);
    }
  };
  await Promise.all([lead(), lead(), lead()]);
  for (const id of ids) expect(await schedules.runs(id)).toHaveLength(1);
});

test('a leader that dies between any two statements leaves nothing half done', async () => {
  await givenMany(3);
  const blocking = await schedules.given({ ...EVERY_SECOND, overlap: 'cancel-previous' });
  let slots = 0;
  for (let statements = 1, hasDied = true; hasDied; statements++) {
    const nowMs = at('10:00:01') + statements * 1_000;
    hasDied = await fireDueSchedules(
      { ...schedules.deps, sql: dyingAfter(schedules.sql, statements) },
      { limit: 100, nowMs },
    )
      .then(() => false)
      .catch((error: unknown) => String(error).includes('died'));
    const [row] = await schedules.sql`select count(*)::integer as slots from fbrain.schedule_slot`;
    if (hasDied) expect(row?.slots).toBe(slots);
    await schedules.fire(nowMs);
    slots = (await schedules.sql`select from fbrain.schedule_slot`).length;
  }
  expect(slots).toBeGreaterThan(30);
  const runs = await schedules.runs(blocking);
  expect(runs.filter(({ state }) => state !== 'cancelled')).toHaveLength(1);
  expect(runs.map(({ slotAt }) => slotAt?.getTime())).toEqual([
    ...new Set(runs.map(({ slotAt }) => slotAt?.getTime())),
  ]);
});

test('a slot that has a record already is not fired again, whatever the cursor says', async () => {
  const id = await schedules.given();
  await schedules.fire('11:00:00');
  await schedules.sql`
    update fbrain.schedule set cursor_at = cursor_at - interval '1 hour', next_due_at = next_due_at - interval '1 hour'`;
  await schedules.fire('11:00:30');
  expect(await schedules.runs(id)).toHaveLength(1);
  await schedules.fire('12:00:00');
  expect(await schedules.slots(id)).toEqual(['11:00 fired', '12:00 fired']);
});

/** A pool whose transactions die with their n-th statement, as those of a killed process do. */
function dyingAfter(sql: Database, statements: number): Database {
  const begin = (work: (tx: Queryable) => Promise<unknown>) =>
    sql.begin((tx) => {
      let left = statements;
      const dying = new Proxy(tx, {
        apply: (target, self, args) => {
          left -= 1;
          if (left < 0) throw new Error('died');
          return Reflect.apply(target, self, args);
        },
      });
      return work(dying as Queryable);
    });
  return new Proxy(sql, { get: (target, name) => (name === 'begin' ? begin : Reflect.get(target, name)) });
}
