import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { getBulkAction } from '@fbrain/adapters/postgres/bulk-action-store';
import { getRuns } from '@fbrain/adapters/postgres/run-query-store';
import { givenRuns } from '@fbrain/testing/factories';
import { createTestDatabase } from '@fbrain/testing/test-database';
import { runBulkActionBatch } from './bulk-action-batch.ts';
import { type BulkActionFixture, setupBulkActions } from './bulk-action-fixture.ts';

let fixture: BulkActionFixture;
beforeEach(async () => {
  fixture = await setupBulkActions(await createTestDatabase());
});
afterEach(() => fixture.drop());

describe('a bulk replay', () => {
  const replayedIds = async () => (await fixture.all()).flatMap(({ id, state }) => (state === 'queued' ? [id] : []));

  test('makes one run of each, tells the workers, and does not repeat its own', async () => {
    const originals = await fixture.end(
      await givenRuns(fixture.sql, ...Array.from({ length: 7 }, (_, n) => ({ inputJson: `{"n":${n}}`, tags: ['x'] }))),
    );
    const action = await fixture.carryOut(await fixture.givenAction('replay', { tag: 'x' }, 7), 3);
    expect(action).toMatchObject({ state: 'succeeded', matched: 7, done: 7, skipped: 0, failed: 0 });
    const replays = await getRuns(fixture.sql, await replayedIds());
    expect(replays.map(({ replayOf }) => replayOf)).toEqual(originals.map(({ id }) => id));
    expect(replays.map(({ input }) => input)).toEqual(originals.map((_, n) => ({ n })));
    expect(fixture.hinted.map(({ runId }) => runId)).toEqual(replays.map(({ id }) => id));
  });

  test('by a worker whose clock is behind does not repeat its own either', async () => {
    await fixture.end(await givenRuns(fixture.sql, {}));
    const behind = Bun.randomUUIDv7('hex', Date.now() - 3_600_000);
    const { prepare } = fixture.deps.intake;
    fixture.deps.intake = { ...fixture.deps.intake, prepare: (...args) => ({ ...prepare(...args), id: behind }) };
    const id = await fixture.givenAction('replay', { task: 'noop' });
    await fixture.carryOut(id);
    const [replay = '', ...others] = await replayedIds();
    expect([replay > id, others]).toEqual([true, []]);
  });

  test('counts what cannot be replayed, with reasons, and goes on', async () => {
    const unfit = Array.from({ length: 12 }, () => ({ inputJson: '{"n":"text"}' }));
    await fixture.end(await givenRuns(fixture.sql, { task: 'gone' }, ...unfit, {}));
    const action = await fixture.carryOut(await fixture.givenAction('replay', { state: ['cancelled'] }, 14), 5);
    expect(action).toMatchObject({ state: 'succeeded', done: 1, failed: 13 });
    expect(action?.failures).toHaveLength(10);
    expect(action?.failures.map(({ message }) => message).slice(0, 2)).toEqual([
      expect.stringContaining('There is no task "gone"'),
      '/input/n must be integer',
    ]);
  });

  test('starts nothing twice under one unique key', async () => {
    for (let n = 0; n < 3; n++) await fixture.end(await givenRuns(fixture.sql, { uniqueKey: 'one' }));
    await fixture.end(await givenRuns(fixture.sql, { uniqueKey: 'other' }));
    const action = await fixture.carryOut(await fixture.givenAction('replay', { task: 'noop' }, 4));
    expect(action).toMatchObject({ done: 2, skipped: 2, matched: 4 });
  });

  test('by two leaders at once makes one run of each', async () => {
    await fixture.end(await givenRuns(fixture.sql, ...Array.from({ length: 40 }, () => ({}))));
    const id = await fixture.givenAction('replay', { task: 'noop' }, 40);
    await Promise.all([fixture.carryOut(id, 3), fixture.carryOut(id, 3), fixture.carryOut(id, 3)]);
    expect(await replayedIds()).toHaveLength(40);
    expect(await getBulkAction(fixture.sql, id)).toMatchObject({ state: 'succeeded', done: 40 });
  });

  test('that breaks off in the middle of a batch has done nothing of it', async () => {
    await fixture.end(await givenRuns(fixture.sql, ...Array.from({ length: 4 }, () => ({}))));
    const id = await fixture.givenAction('replay', { task: 'noop' }, 4);
    await fixture.sql`alter table fbrain.bulk_action add constraint broken check (done < 4)`;
    await runBulkActionBatch(fixture.deps, id, () => 2);
    await expect(runBulkActionBatch(fixture.deps, id, () => 2)).rejects.toThrow('broken');
    expect(await replayedIds()).toHaveLength(2);
    expect(fixture.hinted).toHaveLength(2);
    await fixture.sql`alter table fbrain.bulk_action drop constraint broken`;
    await fixture.carryOut(id, 2);
    expect(await replayedIds()).toHaveLength(4);
  });
});
