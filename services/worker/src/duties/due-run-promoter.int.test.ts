import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { ReadyHint } from '@fbrain/core/transport/transport';
import { givenRuns } from '@fbrain/testing/factories';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { promoteDue } from './due-run-promoter.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('runs that were rescued take the fast lane, whatever their priority', async () => {
  const { sql } = database;
  const [rescued, other] = await givenRuns(sql, { state: 'scheduled', band: 2 }, { state: 'scheduled', band: 2 });
  const sent: ReadyHint[] = [];
  const publisher = {
    publish: async (hints: readonly ReadyHint[]) => void sent.push(...hints),
    backlog: async () => 0,
    isConnected: () => true,
  };
  const events = { publish: () => {}, subscribe: () => () => {} };
  await promoteDue(sql, publisher, events, new Set([rescued?.id ?? '']));
  const bands = Object.fromEntries(sent.map(({ runId, band }) => [runId, band]));
  expect(bands).toEqual({ [rescued?.id ?? '']: 0, [other?.id ?? '']: 2 });
});
