import { afterEach, beforeEach, expect, test } from 'bun:test';
import { silentLogger } from '@fbrain/adapters/logging/logger';
import { nextScheduleInMs } from '@fbrain/adapters/postgres/schedule-firing-store';
import { createSchedules } from '@fbrain/adapters/postgres/schedule-store';
import { eventually } from '@fbrain/testing/eventually';
import { createTestDatabase } from '@fbrain/testing/test-database';
import { createScheduleFirer, type ScheduleFirer } from './schedule-firer.ts';
import { type ScheduleFixture, setupSchedules } from './schedule-fixture.ts';

let schedules: ScheduleFixture;
let firer: ScheduleFirer;
let lags: number[];
let fired: number;
beforeEach(async () => {
  schedules = await setupSchedules(await createTestDatabase());
  lags = [];
  fired = 0;
  firer = createFirer();
});
afterEach(async () => {
  await firer.stop();
  await schedules.drop();
});

const createFirer = (options: { mandateMs?: number } = {}) =>
  createScheduleFirer({
    ...schedules.deps,
    logger: silentLogger,
    onSlots: (outcome, count) => (fired += outcome === 'fired' ? count : 0),
    onLag: (seconds) => void lags.push(seconds),
    lagShownMs: 100,
    ...options,
  });

/** Schedules of every second, the first slot of which is the next second. */
async function given(count: number): Promise<string[]> {
  const requests = Array.from({ length: count }, (_, n) => ({
    id: Bun.randomUUIDv7(),
    request: { name: `s-${n}`, task: 'noop', every: '1s', input: { n } },
  }));
  await createSchedules(schedules.sql, requests, Date.now());
  return requests.map(({ id }) => id);
}
const look = async () => firer.look(await nextScheduleInMs(schedules.sql));

test('a slot fires at its instant, not with the next look', async () => {
  // However slow the machine is.
  firer = createFirer({ mandateMs: 60_000 });
  const [id = ''] = await given(1);
  // The only look: what fires later does so by itself.
  await look();
  await eventually(async () => expect((await schedules.runs(id)).length).toBeGreaterThan(0));
  await eventually(() => expect(lags.length).toBeGreaterThan(0));
  expect(fired).toBeGreaterThan(0);
});

test('a firer that is not told that it still leads stops by itself', async () => {
  const [id = ''] = await given(1);
  await look();
  // The mandate lasts two and a half seconds, and the schedule fires every second.
  await eventually(async () => expect((await schedules.runs(id)).length).toBeGreaterThan(0));
  await eventually(async () => expect(await nextScheduleInMs(schedules.sql)).toBeLessThan(-1_000));
  // Another worker leads by now, and tells how late that is.
  await eventually(() => expect(lags.at(-1)).toBe(0));
});

test('a lag is told for a while, and then that nothing is late', async () => {
  await schedules.given({ every: '1h' });
  await look();
  await eventually(() => expect(lags[0]).toBeGreaterThan(60));
  await eventually(async () => {
    await look();
    expect(lags.at(-1)).toBe(0);
  });
  expect(lags.filter((seconds) => seconds === 0)).toHaveLength(1);
});

test('a schedule that waits for a transaction of somebody lets the others fire, and comes when it can', async () => {
  const [waiting, ...others] = [await schedules.given({ queue: 'made-elsewhere' }), ...(await given(20))];
  const { promise: committed, resolve: commit } = Promise.withResolvers<void>();
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const somebody = schedules.sql.begin(async (tx) => {
    await tx`select fbrain.enqueue('noop', '{}', '{"queue": "made-elsewhere"}')`;
    begin();
    await committed;
  });
  await begun;
  await eventually(async () => {
    await look();
    const fired = await schedules.sql<{ scheduleId: string }[]>`select distinct schedule_id from fbrain.run`;
    expect(new Set(fired.map(({ scheduleId }) => scheduleId))).toEqual(new Set(others));
  }).finally(commit);
  await somebody;
  expect(await schedules.info(waiting)).toMatchObject({ problem: null, lastSlot: null });
  await eventually(async () => {
    await look();
    expect((await schedules.info(waiting)).lastSlot).toMatchObject({ outcome: 'fired' });
  });
});

test('a schedule whose run the database refuses keeps none of the others from firing, and says why', async () => {
  const ids = await given(40);
  const poison = ids[17] ?? '';
  await schedules.sql.unsafe(`
    create function refuse() returns trigger language plpgsql as
      $$ begin raise exception 'no room for it' using errcode = 'check_violation'; end $$;
    create trigger refuse before insert on fbrain.run for each row
      when (new.schedule_id = '${poison}') execute function refuse()`);
  await look();
  await eventually(async () => {
    await look();
    expect((await schedules.info(poison)).problem).toContain('no room for it');
    expect((await schedules.sql`select distinct schedule_id from fbrain.run`).length).toBe(39);
  });
  expect(await schedules.slots(poison)).toEqual([]);
});
