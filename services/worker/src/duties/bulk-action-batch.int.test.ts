import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { deleteFinalRuns } from '@fbrain/adapters/postgres/run-delete-store';
import { finishRuns } from '@fbrain/adapters/postgres/run-finish-store';
import { appendRunLogs, listRunLogs } from '@fbrain/adapters/postgres/run-log-store';
import { endOf, givenRuns, givenWorker, MANY } from '@fbrain/testing/factories';
import { createTestDatabase } from '@fbrain/testing/test-database';
import { runBulkActionBatch } from './bulk-action-batch.ts';
import { type BulkActionFixture, setupBulkActions } from './bulk-action-fixture.ts';

let fixture: BulkActionFixture;
beforeEach(async () => {
  fixture = await setupBulkActions(await createTestDatabase());
});
afterEach(() => fixture.drop());

describe('a bulk cancel', () => {
  test('ends what waits, asks what runs to stop, and skips what has ended', async () => {
    const { sql } = fixture;
    const { claimer } = await givenWorker(sql);
    const running = await givenRuns(sql, {}, {});
    await claimer.claimNext(['default'], MANY);
    const waiting = await givenRuns(sql, {}, { state: 'scheduled', dueAtMs: Date.now() + 60_000 }, {});
    const ended = await fixture.end(await givenRuns(fixture.sql, {}));
    const action = await fixture.carryOut(await fixture.givenAction('cancel', { task: 'noop' }, 6), 2);
    expect(action).toMatchObject({ state: 'succeeded', matched: 6, done: 5, skipped: 1, failed: 0 });
    expect(await fixture.statesOf([...running, ...waiting, ...ended])).toEqual([
      'running',
      'running',
      'cancelled',
      'cancelled',
      'cancelled',
      'cancelled',
    ]);
    const asked = fixture.published.flatMap((event) => (event.kind === 'cancel' ? [event.runId] : []));
    expect(asked).toEqual(running.map(({ id }) => id));
    expect(fixture.published.filter(({ kind }) => kind === 'run')).toHaveLength(5);
  });

  test('among workers that claim and finish leaves no run without an end, and ends none twice', async () => {
    const { sql } = fixture;
    const runs = await givenRuns(sql, ...Array.from({ length: 300 }, () => ({})));
    const work = async () => {
      const { id, claimer } = await givenWorker(sql);
      for (;;) {
        const claimed = await claimer.claimNext(['default'], { limit: 7, processLimit: 7 });
        if (claimed.length === 0) return;
        await finishRuns(
          sql,
          id,
          claimed.map((run) => endOf(run)),
        );
      }
    };
    const id = await fixture.givenAction('cancel', { task: 'noop' }, 300);
    const [action] = await Promise.all([fixture.carryOut(id, 25), work(), work()]);
    expect(action).toMatchObject({ state: 'succeeded', matched: 300, failed: 0 });
    const states = Object.groupBy(await fixture.statesOf(runs), (state) => state);
    expect(Object.keys(states).toSorted()).toEqual(['cancelled', 'succeeded']);
    expect(states.cancelled?.length).toBeLessThanOrEqual(action?.done ?? 0);
    expect((states.cancelled?.length ?? 0) + (states.succeeded?.length ?? 0)).toBe(300);
  });

  test('never touches runs that came after it', async () => {
    const id = await fixture.givenAction('cancel', { task: 'noop' });
    const later = await givenRuns(fixture.sql, {});
    await fixture.carryOut(id);
    expect(await fixture.statesOf(later)).toEqual(['queued']);
  });
});

describe('a bulk delete', () => {
  test('removes final runs with their logs and leaves unfinished ones', async () => {
    const { sql } = fixture;
    const [ended] = await fixture.end(await givenRuns(fixture.sql, {}));
    const [waiting] = await givenRuns(sql, {});
    const line = { attempt: 1, atMs: Date.now(), level: 'info', message: 'line', fieldsJson: null } as const;
    for (const run of [ended, waiting]) await appendRunLogs(sql, [{ runId: run?.id ?? '', ...line }]);
    const action = await fixture.carryOut(await fixture.givenAction('delete', { task: 'noop' }, 2));
    expect(action).toMatchObject({ state: 'succeeded', matched: 2, done: 1, skipped: 1 });
    expect((await fixture.all()).map(({ id }) => id)).toEqual([waiting?.id ?? '']);
    expect(await listRunLogs(sql, ended?.id ?? '', { after: 0, limit: 9 })).toEqual([]);
    expect(await deleteFinalRuns(sql, [waiting?.id ?? ''])).toBe(0);
    expect(await listRunLogs(sql, waiting?.id ?? '', { after: 0, limit: 9 })).toHaveLength(1);
  });
});

test('an action that was stopped does nothing more', async () => {
  const runs = await givenRuns(fixture.sql, {}, {});
  const id = await fixture.givenAction('cancel', { task: 'noop' });
  await runBulkActionBatch(fixture.deps, id, () => 1);
  await fixture.sql`update fbrain.bulk_action set state = 'cancelled', finished_at = now()`;
  expect(await runBulkActionBatch(fixture.deps, id, () => 1)).toMatchObject({ hasEnded: true });
  expect(await fixture.statesOf(runs)).toEqual(['cancelled', 'queued']);
});

test('an action that no matching run allows ends at once', async () => {
  await fixture.end(await givenRuns(fixture.sql, {}));
  const action = await fixture.carryOut(await fixture.givenAction('cancel', { state: ['cancelled'] }, 1));
  expect(action).toMatchObject({ state: 'succeeded', matched: 1, skipped: 1, done: 0 });
});
