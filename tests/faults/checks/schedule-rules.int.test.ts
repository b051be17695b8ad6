import { afterEach, beforeEach, expect, test } from 'bun:test';
import { createSchedules } from '@fbrain/adapters/postgres/schedule-store';
import { givenRuns } from '@fbrain/testing/factories';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { findViolations } from './find-violations.ts';
import { SCHEDULE_RULES } from './schedule-rules.ts';

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

const START_MS = Date.parse('2026-11-22T10:00:00Z');
const scheduleId = Bun.randomUUIDv7();
const violations = () => findViolations(database.sql, SCHEDULE_RULES);

/** A schedule with these seconds told: fired, or a span that was skipped, such as [3, 5]. */
async function given(...seconds: (number | [number, number])[]): Promise<void> {
  const request = { name: 's', task: 'noop', every: '1s', missed: { policy: 'all' } } as const;
  await createSchedules(database.sql, [{ id: scheduleId, request }], START_MS);
  for (const told of seconds) {
    const [from, to] = Array.isArray(told) ? told : [told, told];
    const runId = Array.isArray(told) ? null : Bun.randomUUIDv7();
    if (runId) await givenRuns(database.sql, { id: runId, scheduleId, slotAtMs: START_MS + to * 1_000 });
    const at = (second: number) => new Date(START_MS + second * 1_000);
    await database.sql`
      insert into fbrain.schedule_slot (
        schedule_id, from_slot_at, slot_at, count, outcome, code, reason, run_id, due_at, decided_at
      )
      values (
        ${scheduleId}, ${at(from)}, ${at(to)}, ${to - from + 1}, ${runId ? 'fired' : 'missed'},
        ${runId ? null : 'too-late'}, ${runId ? null : 'late'}, ${runId}, ${at(to)}, now()
      )`;
  }
}

test('a schedule whose every second has its run breaks nothing', async () => {
  await given(1, 2, 3);
  expect(await violations()).toEqual([]);
});

test('a slot that is not told of is found, and one that nobody made up for', async () => {
  await given(1, 3, [4, 5]);
  expect(await violations()).toEqual([
    expect.stringMatching(/^between the slots .*01\+00 and .*03\+00 of s /),
    expect.stringMatching(/05\+00 of s is missed: late$/),
  ]);
});

test('a slot without its run, and a run without its slot, are found', async () => {
  await given(1, 2);
  await database.sql`delete from fbrain.run where slot_at = ${new Date(START_MS + 1_000)}`;
  await givenRuns(database.sql, { scheduleId, slotAtMs: START_MS + 2_000 });
  expect(await violations()).toEqual([
    expect.stringMatching(/01\+00 of .* has 1 records with 0 runs$/),
    expect.stringMatching(/02\+00 of .* has 0 records with 1 runs$/),
  ]);
});
