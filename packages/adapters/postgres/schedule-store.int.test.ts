import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { ScheduleRequest } from '@fbrain/core/schedule/schedule';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { listSchedules, listUpcoming } from './schedule-list-store.ts';
import { listSlots } from './schedule-slot-store.ts';
import { createSchedules, getSchedule, removeSchedule, updateSchedule } from './schedule-store.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const at = (time: string): number => Date.parse(`2026-11-22T${time}Z`);
const iso = (time: string): string => new Date(at(time)).toISOString();

/** An hourly schedule made at ten o'clock. */
async function given(name: string, changes: Partial<ScheduleRequest> = {}): Promise<string> {
  const id = Bun.randomUUIDv7();
  await createSchedules(
    database.sql,
    [{ id, request: { name, task: 'noop', cron: '0 * * * *', ...changes } }],
    at('10:00:00'),
  );
  return id;
}
const read = async (key: string) => {
  const info = await getSchedule(database.sql, key);
  if (!info) throw new Error(`There is no schedule ${key}`);
  return info;
};
const change = (key: string, changes: Partial<ScheduleRequest>, time: string) =>
  updateSchedule(database.sql, key, ({ request }) => ({ request: { ...request, ...changes } }), at(time));

test('a schedule is shown as it was written, with its defaults and its next slot', async () => {
  const id = await given('as-written', { description: 'every hour', input: { n: 1 }, jitter: '10m' });
  const info = await read('as-written');
  expect(info).toMatchObject({
    id,
    name: 'as-written',
    cron: '0 * * * *',
    input: { n: 1 },
    timezone: 'UTC',
    overlap: 'allow',
  });
  expect(info).toMatchObject({
    missed: { policy: 'latest', maxCount: 100, maxAge: '1d' },
    managedBy: 'api',
    lastSlot: null,
  });
  expect(info.nextSlotAt).toBe(iso('11:00:00'));
  expect(Date.parse(info.nextDueAt ?? '')).toBeWithin(at('11:00:00'), at('11:10:00'));
  expect(await read(id)).toEqual(info);
});

test('a name is taken once, until its schedule is removed', async () => {
  await given('taken');
  await expect(given('taken')).rejects.toThrow('There is already a schedule of that name, "taken".');
  const other = await given('other');
  await expect(change(other, { name: 'taken' }, '10:10:00')).rejects.toThrow('"taken"');
  expect(await removeSchedule(database.sql, 'taken')).toBe(true);
  expect(await removeSchedule(database.sql, 'taken')).toBe(false);
  await given('taken');
});

test('slots that nothing had fired when their schedule was removed leave a record', async () => {
  const id = await given('removed');
  await removeSchedule(database.sql, id, at('12:30:00'));
  const slots = await listSlots(database.sql, id, { limit: 10 });
  expect(slots).toMatchObject([{ outcome: 'skipped', code: 'changed', count: 2, slotAt: iso('12:00:00') }]);
});

test('several are made together or not at all', async () => {
  const request = { task: 'noop', every: '1h' };
  const schedules = ['all-1', 'all-2', 'all-1'].map((name) => ({
    id: Bun.randomUUIDv7(),
    request: { ...request, name },
  }));
  await expect(createSchedules(database.sql, schedules, at('10:00:00'))).rejects.toThrow('all-1');
  expect(await getSchedule(database.sql, 'all-2')).toBeNull();
});

describe('changing a schedule', () => {
  test('other times take the place of the old ones from now on; what had come is skipped', async () => {
    const id = await given('other-times');
    await change(id, { cron: '30 * * * *' }, '12:10:00');
    expect(await read(id)).toMatchObject({ nextSlotAt: iso('12:30:00') });
    expect(await listSlots(database.sql, id, { limit: 10 })).toMatchObject([
      { fromSlotAt: iso('11:00:00'), slotAt: iso('12:00:00'), count: 2, outcome: 'skipped', code: 'changed' },
    ]);
  });

  test('anything else loses no slot', async () => {
    const id = await given('same-times');
    await change(id, { description: 'new', overlap: 'skip' }, '12:10:00');
    expect(await read(id)).toMatchObject({ nextSlotAt: iso('11:00:00'), description: 'new', overlap: 'skip' });
    expect(await listSlots(database.sql, id, { limit: 10 })).toEqual([]);
  });

  test('a pause keeps its slots from firing and leaves one record of them', async () => {
    const id = await given('paused');
    await change(id, { paused: true }, '10:30:00');
    expect(await read(id)).toMatchObject({ paused: true, nextDueAt: null });
    await change(id, { paused: false }, '14:30:00');
    expect(await read(id)).toMatchObject({ paused: false, nextSlotAt: iso('15:00:00') });
    expect(await listSlots(database.sql, id, { limit: 10 })).toMatchObject([
      { fromSlotAt: iso('11:00:00'), slotAt: iso('14:00:00'), count: 4, code: 'paused', runId: null },
    ]);
  });

  test('one that cannot be read any more can be paused, keeps its problem, and is refused when it is to fire', async () => {
    const id = await given('unreadable');
    await database.sql`
      update fbrain.schedule set request = request || '{"cron": "@fortnightly"}', problem = 'Nobody can read it.'
      where id = ${id}`;
    expect(await change(id, { paused: true }, '10:30:00')).toBe(true);
    expect(await read(id)).toMatchObject({ paused: true, nextDueAt: null, problem: 'Nobody can read it.' });
    await expect(change(id, { paused: false }, '10:40:00')).rejects.toThrow('@fortnightly');
    await change(id, { paused: false, cron: '@hourly' }, '14:30:00');
    expect(await read(id)).toMatchObject({ nextSlotAt: iso('15:00:00'), problem: null });
  });

  test('a pause does not let times pass that nobody can read', async () => {
    const id = await given('bad-times');
    await expect(change(id, { paused: true, cron: '@fortnightly' }, '10:30:00')).rejects.toThrow('@fortnightly');
  });

  test('a clock that is set back decides nothing anew', async () => {
    const id = await given('set-back');
    await change(id, { cron: '*/5 * * * *' }, '10:20:00');
    await change(id, { cron: '*/10 * * * *' }, '09:00:00');
    expect(await read(id)).toMatchObject({ nextSlotAt: iso('10:30:00') });
  });

  test('what is removed cannot be changed, but its history can be read', async () => {
    const id = await given('removed');
    await change(id, { cron: '30 * * * *' }, '12:10:00');
    await removeSchedule(database.sql, id, at('12:15:00'));
    expect(await change(id, { paused: true }, '12:20:00')).toBe(false);
    expect(await listSlots(database.sql, id, { limit: 10 })).toHaveLength(1);
  });
});

test('a list is walked by name and narrowed by its filters', async () => {
  for (const n of [1, 2, 3]) await given(`listed-${n}`, { task: 'listed', paused: n === 2, description: `no. ${n}` });
  const names = async (filter: object, page: { limit: number; afterName?: string } = { limit: 10 }) =>
    (await listSchedules(database.sql, { task: 'listed', ...filter }, page)).map(({ name }) => name);
  expect(await names({}, { limit: 2 })).toEqual(['listed-1', 'listed-2']);
  expect(await names({}, { limit: 2, afterName: 'listed-2' })).toEqual(['listed-3']);
  expect(await names({ paused: true })).toEqual(['listed-2']);
  expect(await names({ q: 'NO. 3' })).toEqual(['listed-3']);
  expect(await names({ q: '%' })).toEqual([]);
  expect(await names({ managedBy: 'code' })).toEqual([]);
});

test('what is to come is told in order, and whether that is all', async () => {
  const own = await createTestDatabase();
  try {
    const make = (name: string, cron: string, paused = false) => ({
      id: Bun.randomUUIDv7(),
      request: { name, task: 'noop', cron, paused },
    });
    const schedules = [make('hourly', '0 * * * *'), make('quarterly', '*/15 * * * *'), make('off', '* * * * *', true)];
    await createSchedules(own.sql, schedules, at('10:00:00'));
    const upcoming = (to: string, limit: number) =>
      listUpcoming(own.sql, { fromMs: at('10:40:00'), toMs: at(to), limit });
    const { items, isComplete } = await upcoming('11:10:00', 10);
    expect(items.map(({ name, slotAt }) => `${name} ${slotAt.slice(11, 16)}`)).toEqual([
      'quarterly 10:45',
      'hourly 11:00',
      'quarterly 11:00',
    ]);
    expect(isComplete).toBe(true);
    expect(await upcoming('11:10:00', 2)).toMatchObject({ items: items.slice(0, 2), isComplete: false });
    // The rules of another release: it has no problem yet, for nobody has tried to fire it.
    await own.sql`update fbrain.schedule set request = request || '{"cron": "@fortnightly"}' where name = 'hourly'`;
    expect((await upcoming('11:10:00', 10)).items.map(({ name }) => name)).toEqual(['quarterly', 'quarterly']);
  } finally {
    await own.drop();
  }
});
