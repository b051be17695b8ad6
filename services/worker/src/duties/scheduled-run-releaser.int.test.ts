import { afterEach, beforeEach, expect, test } from 'bun:test';
import { cancelRun } from '@fbrain/adapters/postgres/run-cancel-store';
import { eventually } from '@fbrain/testing/eventually';
import { createTestDatabase } from '@fbrain/testing/test-database';
import { type ScheduleFixture, setupSchedules } from './schedule-fixture.ts';
import { createScheduledRunReleaser, type ScheduledRunReleaser } from './scheduled-run-releaser.ts';

let schedules: ScheduleFixture;
let releaser: ScheduledRunReleaser;
beforeEach(async () => {
  schedules = await setupSchedules(await createTestDatabase());
  const { sql, deps, hinted } = schedules;
  releaser = createScheduledRunReleaser({
    sql,
    events: deps.events,
    publisher: {
      publish: async (hints) => void hinted.push(...hints),
      backlog: async () => 0,
      isConnected: () => true,
    },
    guard: async (work) => void (await work()),
  });
});
afterEach(async () => {
  await releaser.stop();
  await schedules.drop();
});

test('runs that wait for each other start one after the other without a pulse in between', async () => {
  const id = await schedules.given({ overlap: 'queue' });
  for (const time of ['11:00:00', '12:00:00', '13:00:00']) await schedules.fire(time);
  const end = async (index: number) => cancelRun(schedules.sql, (await schedules.runs(id))[index]?.id ?? '');
  const states = async () => (await schedules.runs(id)).map(({ state }) => state);
  await releaser.run();
  expect(await states()).toEqual(['queued', 'blocked', 'blocked']);
  await end(0);
  await releaser.run();
  expect(await states()).toEqual(['cancelled', 'queued', 'blocked']);
  await end(1);
  await eventually(async () => expect(await states()).toEqual(['cancelled', 'cancelled', 'queued']));
  const released = (await schedules.runs(id))[2]?.id ?? '';
  expect(schedules.hinted).toContainEqual({ runId: released, queue: 'default', band: 1 });
});
