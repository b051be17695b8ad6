import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { EditableField } from '@fbrain/core/schedule/declared-schedule';
import type { ScheduleRequest } from '@fbrain/core/schedule/schedule';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { createSchedules, getSchedule, updateSchedule } from './schedule-store.ts';
import { syncCodeSchedules } from './schedule-sync-store.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const NOW_MS = Date.parse('2026-11-22T10:00:00Z');
const newId = () => Bun.randomUUIDv7();

/** A task file as it is now: the task, and its schedules with what others may edit. */
const sync = (task: string, ...declared: (Partial<ScheduleRequest> & { editable?: EditableField[] })[]) =>
  syncCodeSchedules(database.sql, {
    tasks: [task],
    declared: declared.map(({ editable = ['paused'], ...request }) => ({
      request: { name: task, task, cron: '0 6 * * *', ...request },
      editable,
      source: `${task}.ts`,
    })),
    newId,
    nowMs: NOW_MS,
  });
const read = (name: string) => getSchedule(database.sql, name);
const edit = (name: string, changes: Partial<ScheduleRequest>) =>
  updateSchedule(database.sql, name, ({ request }) => ({ request: { ...request, ...changes } }), NOW_MS);
const versionOf = async (name: string) => {
  const [row] = await database.sql<{ xmin: string }[]>`
    select xmin::text from fbrain.schedule where name = ${name} and deleted_at is null`;
  return row?.xmin;
};

test('a declared schedule is there, and follows its file; declaring it again writes nothing', async () => {
  expect(await sync('follows', {})).toEqual([]);
  expect(await read('follows')).toMatchObject({
    managedBy: 'code',
    source: 'follows.ts',
    editable: ['paused'],
    cron: '0 6 * * *',
  });
  const version = await versionOf('follows');
  await sync('follows', {});
  expect(await versionOf('follows')).toBe(version);
  await sync('follows', { cron: '0 7 * * *' });
  expect(await read('follows')).toMatchObject({ cron: '0 7 * * *', nextSlotAt: '2026-11-23T07:00:00.000Z' });
});

test('what the author leaves to people stays as they want it', async () => {
  const editable: EditableField[] = ['paused', 'cron'];
  await sync('edited', { editable });
  await edit('edited', { cron: '0 9 * * *', paused: true });
  await sync('edited', { editable, description: 'new' });
  expect(await read('edited')).toMatchObject({ cron: '0 9 * * *', paused: true, description: 'new' });
});

test('one that is declared no more is disabled with the reason, and comes back', async () => {
  await sync('comes-back', {});
  const id = (await read('comes-back'))?.id;
  await sync('comes-back');
  expect(await read('comes-back')).toMatchObject({
    nextDueAt: null,
    disabledReason: expect.stringContaining('is gone'),
  });
  await sync('comes-back', {});
  expect(await read('comes-back')).toMatchObject({ id, disabledReason: null, nextSlotAt: '2026-11-23T06:00:00.000Z' });
});

test('one that is gone and cannot be read any more is disabled, and keeps no other from being declared', async () => {
  await sync('unreadable', {});
  await database.sql`
    update fbrain.schedule set request = request || '{"cron": "@fortnightly"}' where name = 'unreadable'`;
  expect(await sync('unreadable', { name: 'unreadable.new' })).toEqual([]);
  expect(await read('unreadable')).toMatchObject({
    nextDueAt: null,
    disabledReason: expect.stringContaining('is gone'),
  });
  expect(await read('unreadable.new')).toMatchObject({ managedBy: 'code' });
});

test('a name that others have is refused, with the reason', async () => {
  const request = { name: 'by-people', task: 'noop', every: '1h' };
  await createSchedules(database.sql, [{ id: newId(), request }], NOW_MS);
  const refused = await sync('other-task', { name: 'by-people' }, { name: 'fine' });
  expect(refused).toMatchObject([
    { name: 'by-people', source: 'other-task.ts', reason: expect.stringContaining('People') },
  ]);
  expect(await sync('third-task', { name: 'fine' })).toMatchObject([{ reason: expect.stringContaining('other-task') }]);
  expect(await read('by-people')).toMatchObject({ managedBy: 'api' });
  expect(await read('fine')).toMatchObject({ task: 'other-task' });
});

test('workers that start together make it once', async () => {
  await Promise.all([1, 2, 3, 4].map(() => sync('together', {})));
  const rows = await database.sql`select from fbrain.schedule where name = 'together'`;
  expect(rows).toHaveLength(1);
});
