import { afterAll, beforeAll, expect, test } from 'bun:test';
import { getSchedule } from '@fbrain/adapters/postgres/schedule-store';
import { syncCodeSchedules } from '@fbrain/adapters/postgres/schedule-sync-store';
import type { LiveEvent } from '@fbrain/core/event/live-event';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { createAbandonedScheduleDisabler } from './abandoned-schedule-disabler.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('a new leader gives the other workers a minute to say what they have, then looks once a minute', async () => {
  const { sql } = database;
  const declared = [{ request: { name: 'left', task: 'left', every: '1h' }, editable: [], source: 'left.ts' }];
  const declare = () =>
    syncCodeSchedules(sql, { tasks: ['left'], declared, newId: Bun.randomUUIDv7, nowMs: Date.now() });
  const isDisabled = async () => (await getSchedule(sql, 'left'))?.disabledReason !== null;
  const published: LiveEvent[] = [];
  const events = { publish: (batch: readonly LiveEvent[]) => void published.push(...batch), subscribe: () => () => {} };
  let seconds = 1_000;
  const look = createAbandonedScheduleDisabler({ sql, clock: { now: Date.now }, events }, () => seconds * 1_000);

  await declare();
  for (const [atSecond, isNew, expected] of [
    [1_060, true, false],
    [1_119, false, false],
    [1_120, false, true],
  ] as const) {
    seconds = atSecond;
    await look(isNew);
    expect({ atSecond, isDisabled: await isDisabled() }).toEqual({ atSecond, isDisabled: expected });
  }
  expect(published).toEqual([{ kind: 'schedule' }]);
  await declare();
  seconds = 1_179;
  await look(false);
  expect(await isDisabled()).toBe(false);
});
