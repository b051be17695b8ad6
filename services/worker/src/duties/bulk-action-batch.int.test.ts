import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { createRunIntake } from '@fbrain/adapters/intake/run-intake';
import { createTaskCatalogue } from '@fbrain/adapters/intake/task-catalogue';
import { silentLogger } from '@fbrain/adapters/logging/logger';
import { getBulkAction, insertBulkAction } from '@fbrain/adapters/postgres/bulk-action-store';
import { cancelRun } from '@fbrain/adapters/postgres/run-cancel-store';
import { appendRunLogs, listRunLogs } from '@fbrain/adapters/postgres/run-log-store';
import { getRuns, listRuns } from '@fbrain/adapters/postgres/run-query-store';
import { registerTasks } from '@fbrain/adapters/postgres/task-store';
import type { LiveEvent } from '@fbrain/core/event/live-event';
import type { RunSelection } from '@fbrain/core/page/run-filter';
import { DEFAULT_RETRY } from '@fbrain/core/retry/retry-policy';
import type { BulkActionKind } from '@fbrain/core/run/bulk-action';
import type { ReadyHint } from '@fbrain/core/transport/transport';
import { givenRuns, givenWorker, MANY } from '@fbrain/testing/factories';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { type BulkActionBatchDeps, runBulkActionBatch } from './bulk-action-batch.ts';

let database: TestDatabase;
let deps: BulkActionBatchDeps;
let published: LiveEvent[];
let hinted: ReadyHint[];
beforeEach(async () => {
  database = await createTestDatabase();
  const { sql } = database;
  await registerTasks(sql, [
    {
      name: 'noop',
      kind: 'module',
      description: null,
      source: 'noop.ts',
      inputSchema: { type: 'object', properties: { n: { type: 'integer' } } },
      outputSchema: null,
      examples: [],
      queue: 'default',
      retry: DEFAULT_RETRY,
      timeoutMs: null,
      isolation: 'shared',
      concurrency: null,
      rate: null,
    },
  ]);
  published = [];
  hinted = [];
  const events = { publish: (batch: readonly LiveEvent[]) => void published.push(...batch), subscribe: () => () => {} };
  const publisher = {
    publish: async (hints: readonly ReadyHint[]) => void hinted.push(...hints),
    backlog: async () => 0,
    isConnected: () => true,
  };
  const catalogue = createTaskCatalogue(sql);
  const clock = { now: Date.now };
  const newId = () => Bun.randomUUIDv7();
  const intake = createRunIntake({ sql, publisher, events, catalogue, clock, newId, logger: silentLogger });
  deps = { sql, intake, catalogue, events };
});
afterEach(() => database.drop());

async function givenAction(action: BulkActionKind, filter: RunSelection, matched = 0): Promise<string> {
  const id = Bun.randomUUIDv7();
  const counts = { matched, skipped: 0, isExact: true };
  await insertBulkAction(database.sql, {
    id,
    action,
    filter,
    rate: 100,
    ...counts,
    idempotencyKey: null,
    requestHash: '00',
  });
  return id;
}

/** Runs batches until the action has ended; answers how it ended. */
async function carryOut(id: string, limit = 100) {
  for (let batch = 0; batch < 100; batch++) {
    if ((await runBulkActionBatch(deps, id, () => limit)).hasEnded) return await getBulkAction(database.sql, id);
  }
  throw new Error('The action does not end');
}

async function givenEnded(...changes: Parameters<typeof givenRuns>[1][]) {
  const runs = await givenRuns(database.sql, ...changes);
  for (const { id } of runs) await cancelRun(database.sql, id);
  return runs;
}

const statesOf = async (runs: readonly { id: string }[]) =>
  (
    await getRuns(
      database.sql,
      runs.map(({ id }) => id),
    )
  ).map(({ state }) => state);
const all = () => listRuns(database.sql, { states: [] }, { limit: 500 });

describe('a bulk cancel', () => {
  test('ends what waits, asks what runs to stop, and skips what has ended', async () => {
    const { sql } = database;
    const { claimer } = await givenWorker(sql);
    const running = await givenRuns(sql, {}, {});
    await claimer.claimNext(['default'], MANY);
    const waiting = await givenRuns(sql, {}, { state: 'scheduled', dueAtMs: Date.now() + 60_000 }, {});
    const ended = await givenEnded({});
    const action = await carryOut(await givenAction('cancel', { task: 'noop' }, 6), 2);
    expect(action).toMatchObject({ state: 'succeeded', matched: 6, done: 5, skipped: 1, failed: 0 });
    expect(await statesOf([...running, ...waiting, ...ended])).toEqual([
      'running',
      'running',
      'cancelled',
      'cancelled',
      'cancelled',
      'cancelled',
    ]);
    const asked = published.flatMap((event) => (event.kind === 'cancel' ? [event.runId] : []));
    expect(asked).toEqual(running.map(({ id }) => id));
    expect(published.filter(({ kind }) => kind === 'run')).toHaveLength(5);
  });

  test('never touches runs that came after it', async () => {
    const id = await givenAction('cancel', { task: 'noop' });
    const later = await givenRuns(database.sql, {});
    await carryOut(id);
    expect(await statesOf(later)).toEqual(['queued']);
  });
});

describe('a bulk delete', () => {
  test('removes final runs with their logs and leaves unfinished ones', async () => {
    const { sql } = database;
    const [ended] = await givenEnded({});
    const [waiting] = await givenRuns(sql, {});
    const line = { attempt: 1, atMs: Date.now(), level: 'info', message: 'line', fieldsJson: null } as const;
    for (const run of [ended, waiting]) await appendRunLogs(sql, [{ runId: run?.id ?? '', ...line }]);
    const action = await carryOut(await givenAction('delete', { task: 'noop' }, 2));
    expect(action).toMatchObject({ state: 'succeeded', matched: 2, done: 1, skipped: 1 });
    expect((await all()).map(({ id }) => id)).toEqual([waiting?.id ?? '']);
    expect(await listRunLogs(sql, ended?.id ?? '', { after: 0, limit: 9 })).toEqual([]);
    expect(await listRunLogs(sql, waiting?.id ?? '', { after: 0, limit: 9 })).toHaveLength(1);
  });
});

describe('a bulk replay', () => {
  const replayedIds = async () => (await all()).flatMap(({ id, state }) => (state === 'queued' ? [id] : []));

  test('makes one run of each, tells the workers, and does not repeat its own', async () => {
    const originals = await givenEnded(
      ...Array.from({ length: 7 }, (_, n) => ({ inputJson: `{"n":${n}}`, tags: ['x'] })),
    );
    const action = await carryOut(await givenAction('replay', { tag: 'x' }, 7), 3);
    expect(action).toMatchObject({ state: 'succeeded', matched: 7, done: 7, skipped: 0, failed: 0 });
    const replays = await getRuns(database.sql, await replayedIds());
    expect(replays.map(({ replayOf }) => replayOf)).toEqual(originals.map(({ id }) => id));
    expect(replays.map(({ input }) => input)).toEqual(originals.map((_, n) => ({ n })));
    expect(hinted.map(({ runId }) => runId)).toEqual(replays.map(({ id }) => id));
  });

  test('by a worker whose clock is behind does not repeat its own either', async () => {
    await givenEnded({});
    const behind = Bun.randomUUIDv7('hex', Date.now() - 3_600_000);
    const { prepare } = deps.intake;
    deps = { ...deps, intake: { ...deps.intake, prepare: (...args) => ({ ...prepare(...args), id: behind }) } };
    const id = await givenAction('replay', { task: 'noop' });
    await carryOut(id);
    const [replay = '', ...others] = await replayedIds();
    expect([replay > id, others]).toEqual([true, []]);
  });

  test('counts what cannot be replayed, with reasons, and goes on', async () => {
    const unfit = Array.from({ length: 12 }, () => ({ inputJson: '{"n":"text"}' }));
    await givenEnded({ task: 'gone' }, ...unfit, {});
    const action = await carryOut(await givenAction('replay', { state: ['cancelled'] }, 14), 5);
    expect(action).toMatchObject({ state: 'succeeded', done: 1, failed: 13 });
    expect(action?.failures).toHaveLength(10);
    expect(action?.failures.map(({ message }) => message).slice(0, 2)).toEqual([
      expect.stringContaining('There is no task "gone"'),
      '/input/n must be integer',
    ]);
  });

  test('starts nothing twice under one unique key', async () => {
    for (let n = 0; n < 3; n++) await givenEnded({ uniqueKey: 'one' });
    await givenEnded({ uniqueKey: 'other' });
    const action = await carryOut(await givenAction('replay', { task: 'noop' }, 4));
    expect(action).toMatchObject({ done: 2, skipped: 2, matched: 4 });
  });

  test('by two leaders at once makes one run of each', async () => {
    await givenEnded(...Array.from({ length: 40 }, () => ({})));
    const id = await givenAction('replay', { task: 'noop' }, 40);
    await Promise.all([carryOut(id, 3), carryOut(id, 3), carryOut(id, 3)]);
    expect(await replayedIds()).toHaveLength(40);
    expect(await getBulkAction(database.sql, id)).toMatchObject({ state: 'succeeded', done: 40 });
  });

  test('that breaks off in the middle of a batch has done nothing of it', async () => {
    await givenEnded(...Array.from({ length: 4 }, () => ({})));
    const id = await givenAction('replay', { task: 'noop' }, 4);
    await database.sql`alter table fbrain.bulk_action add constraint broken check (done < 4)`;
    await runBulkActionBatch(deps, id, () => 2);
    await expect(runBulkActionBatch(deps, id, () => 2)).rejects.toThrow('broken');
    expect(await replayedIds()).toHaveLength(2);
    expect(hinted).toHaveLength(2);
    await database.sql`alter table fbrain.bulk_action drop constraint broken`;
    await carryOut(id, 2);
    expect(await replayedIds()).toHaveLength(4);
  });
});

test('an action that was stopped does nothing more', async () => {
  const runs = await givenRuns(database.sql, {}, {});
  const id = await givenAction('cancel', { task: 'noop' });
  await runBulkActionBatch(deps, id, () => 1);
  await database.sql`update fbrain.bulk_action set state = 'cancelled', finished_at = now()`;
  expect(await runBulkActionBatch(deps, id, () => 1)).toMatchObject({ hasEnded: true });
  expect(await statesOf(runs)).toEqual(['cancelled', 'queued']);
});

test('an action that no matching run allows ends at once', async () => {
  await givenEnded({});
  const action = await carryOut(await givenAction('cancel', { state: ['cancelled'] }, 1));
  expect(action).toMatchObject({ state: 'succeeded', matched: 1, skipped: 1, done: 0 });
});
