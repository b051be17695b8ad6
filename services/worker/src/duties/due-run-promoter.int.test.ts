import { afterEach, beforeEach, expect, test } from 'bun:test';
import { givenRuns } from '@fbrain/testing/factories';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { promoteDue, promoteRescued } from './due-run-promoter.ts';
import { setupDuties } from './duties-fixture.ts';

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

async function setup() {
  const { deps, publisher, hinted } = await setupDuties(database.sql);
  return { hinted, options: { ...deps, publisher } };
}
const DUE = { state: 'scheduled', band: 2 } as const;

test('what is due becomes ready in the lane of its priority; what is not stays', async () => {
  const { hinted, options } = await setup();
  const [due] = await givenRuns(database.sql, DUE, { ...DUE, dueAtMs: Date.now() + 3_600_000 });
  expect(await promoteDue(options)).toBe(1);
  expect(hinted).toEqual([{ runId: due?.id ?? '', queue: 'default', band: 2 }]);
  expect(await promoteDue(options)).toBe(0);
});

test('a rescued run takes the fast lane at once, whatever its priority and however many were due before', async () => {
  const { hinted, options } = await setup();
  const others = Array.from({ length: 1_500 }, () => ({ ...DUE, dueAtMs: Date.now() - 60_000 }));
  const [rescued] = await givenRuns(database.sql, DUE, ...others);
  await promoteRescued(options, rescued ? [rescued] : []);
  expect(hinted).toEqual([{ runId: rescued?.id ?? '', queue: 'default', band: 0 }]);
});
