import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { cancelRun } from '@fbrain/adapters/postgres/run-cancel-store';
import { getRun } from '@fbrain/adapters/postgres/run-query-store';
import { releaseScheduleQueues } from '@fbrain/adapters/postgres/schedule-queue-store';
import { updateSchedule } from '@fbrain/adapters/postgres/schedule-store';
import { readWaitFacts } from '@fbrain/adapters/postgres/wait-facts-store';
import { givenWorker, MANY } from '@fbrain/testing/factories';
import { createTestDatabase } from '@fbrain/testing/test-database';
import { fireDueSchedules } from './schedule-batch.ts';
import { at, type ScheduleFixture, setupSchedules } from './schedule-fixture.ts';

let schedules: ScheduleFixture;
beforeAll(async () => {
  schedules = await setupSchedules(await createTestDatabase());
});
afterAll(() => schedules.drop());

const states = async (id: string) => (await schedules.runs(id)).map(({ state }) => state);

test('a slot fires one run, at its instant and never again', async () => {
  const id = await schedules.given({ input: { n: 7 }, queue: 'nightly', priority: 'high', tags: ['a'], ttl: '5m' });
  await schedules.fire('10:59:59.999');
  expect(await schedules.runs(id)).toEqual([]);
  await schedules.fire('11:00:00');
  await schedules.fire('11:00:00');
  const [fired, ...others] = await schedules.runs(id);
  expect(others).toEqual([]);
  expect(await schedules.slots(id)).toEqual(['11:00 fired']);
  expect(await getRun(schedules.sql, fired?.id ?? '')).toMatchObject({
    scheduleId: id,
    slotAt: new Date(at('11:00:00')).toISOString(),
    state: 'queued',
    input: { n: 7 },
    queue: 'nightly',
    priority: 'high',
    tags: ['a'],
    expiresAt: new Date(at('11:05:00')).toISOString(),
  });
  expect(await schedules.info(id)).toMatchObject({
    nextSlotAt: new Date(at('12:00:00')).toISOString(),
    lastSlot: { outcome: 'fired', runId: fired?.id, runState: 'queued' },
    recent: [{ outcome: 'fired', runState: 'queued' }],
  });
});

test('the workers and the live views are told of what was fired', async () => {
  const id = await schedules.given();
  await schedules.fire('11:00:00');
  const [run] = await schedules.runs(id);
  expect(schedules.hinted).toContainEqual({ runId: run?.id ?? '', queue: 'default', band: 1 });
  expect(schedules.published).toContainEqual(expect.objectContaining({ kind: 'run', runId: run?.id, state: 'queued' }));
  expect(schedules.published).toContainEqual({ kind: 'schedule' });
});

test('a batch that has no time left to decide leaves the rest to the next one', async () => {
  const ids = [await schedules.given(), await schedules.given(), await schedules.given()];
  const fireOne = () => fireDueSchedules(schedules.deps, { limit: 1_000, nowMs: at('11:00:00'), decideMs: 0 });
  expect(await fireOne()).toMatchObject({ slots: { fired: 1 }, hasMore: true });
  while ((await fireOne()).hasMore);
  for (const id of ids) expect(await schedules.slots(id)).toEqual(['11:00 fired']);
});

test('jitter delays the run, not the slot', async () => {
  const id = await schedules.given({ jitter: '30m' });
  const dueMs = Date.parse((await schedules.info(id)).nextDueAt ?? '');
  expect(dueMs).toBeGreaterThan(at('11:00:00'));
  await schedules.fire(dueMs - 1);
  expect(await schedules.runs(id)).toEqual([]);
  await schedules.fire(dueMs);
  const [run] = await schedules.runs(id);
  expect([run?.slotAt?.getTime(), run?.dueAt.getTime()]).toEqual([at('11:00:00'), dueMs]);
});

describe('a clock that jumps', () => {
  test('forward a day decides all that it passes', async () => {
    const id = await schedules.given({ missed: { policy: 'all', maxCount: 2 } });
    await schedules.fire(at('14:10:00') + 86_400_000);
    expect(await schedules.slots(id)).toEqual(['11:00-12:00 missed too-late 26', '13:00 fired', '14:00 fired']);
    expect(await schedules.runs(id)).toHaveLength(2);
  });

  test('back an hour fires nothing twice', async () => {
    const id = await schedules.given({ every: '10m' });
    await schedules.fire('10:10:00');
    await schedules.fire('10:20:00');
    for (const time of ['09:20:00', '09:30:00', '10:10:00', '10:20:00']) await schedules.fire(time);
    expect(await schedules.slots(id)).toEqual(['10:10 fired', '10:20 fired']);
    await schedules.fire('10:30:00');
    expect(await schedules.runs(id)).toHaveLength(3);
  });
});

test('a schedule that is paused, removed or at its end fires no more', async () => {
  const paused = await schedules.given();
  const once = await schedules.given({ at: '2026-11-22T11:00:00Z' });
  await updateSchedule(
    schedules.sql,
    paused,
    ({ request }) => ({ request: { ...request, paused: true } }),
    at('10:30:00'),
  );
  for (const time of ['11:00:00', '12:00:00']) await schedules.fire(time);
  expect(await schedules.runs(paused)).toEqual([]);
  expect(await schedules.slots(once)).toEqual(['11:00 fired']);
  expect(await schedules.info(once)).toMatchObject({ nextSlotAt: null, lastSlot: { outcome: 'fired' } });
});

describe('what cannot be fired is recorded and keeps nobody else from firing', () => {
  test('a task that nobody registered', async () => {
    const [bad, good] = [await schedules.given({ task: 'gone' }), await schedules.given()];
    await schedules.fire('11:00:00');
    expect(await schedules.slots(bad)).toEqual(['11:00 skipped unknown-task 1']);
    expect(await schedules.slots(good)).toEqual(['11:00 fired']);
  });

  test('an input that the task does not take', async () => {
    const id = await schedules.given({ input: { n: 'seven' } });
    await schedules.fire('11:00:00');
    expect(await schedules.slots(id)).toEqual(['11:00 skipped refused 1']);
    expect((await schedules.info(id)).lastSlot?.reason).toContain('/input/n');
  });

  test('a row that this release cannot read; mended, its slots are decided as missed ones are', async () => {
    const [bad, good] = [await schedules.given(), await schedules.given()];
    const break_ = (zone: string) => schedules.sql`
      update fbrain.schedule set request = jsonb_set(request, '{timezone}', to_jsonb(${zone}::text)) where id = ${bad}`;
    await break_('Mars/Olympus');
    await schedules.fire('11:00:00');
    expect(await schedules.slots(good)).toEqual(['11:00 fired']);
    expect((await schedules.info(bad)).problem).toContain('Mars/Olympus');
    await break_('UTC');
    // Put off, it still names the slot that it owes.
    expect((await schedules.info(bad)).nextSlotAt).toBe(new Date(at('11:00:00')).toISOString());
    await schedules.fire('11:00:09');
    expect(await schedules.slots(bad)).toEqual([]);
    await schedules.fire('11:00:10');
    expect(await schedules.slots(bad)).toEqual(['11:00 fired']);
    expect((await schedules.info(bad)).problem).toBeNull();
  });
});

describe('while an earlier run has not ended', () => {
  test('skip leaves the slot out, and names the run', async () => {
    const id = await schedules.given({ overlap: 'skip' });
    for (const time of ['11:00:00', '12:00:00']) await schedules.fire(time);
    const [first] = await schedules.runs(id);
    expect(await schedules.slots(id)).toEqual(['11:00 fired', '12:00 skipped overlap 1']);
    expect((await schedules.info(id)).lastSlot?.reason).toContain(first?.id ?? 'no run');
    await cancelRun(schedules.sql, first?.id ?? '');
    await schedules.fire('13:00:00');
    expect(await schedules.runs(id)).toHaveLength(2);
  });

  test('cancel-previous ends it with the slot, running or not', async () => {
    const id = await schedules.given({ overlap: 'cancel-previous', queue: 'cancelling' });
    const worker = await givenWorker(schedules.sql);
    await schedules.fire('11:00:00');
    await worker.claimer.claimNext(['cancelling'], MANY);
    await schedules.fire('12:00:00');
    const [running, waiting] = await schedules.runs(id);
    expect(running).toMatchObject({ state: 'running', cancelRequestedAt: expect.any(Date) });
    expect(schedules.published).toContainEqual({ kind: 'cancel', runId: running?.id ?? '' });
    await schedules.fire('13:00:00');
    expect((await getRun(schedules.sql, waiting?.id ?? ''))?.state).toBe('cancelled');
    expect(await schedules.runs(id)).toHaveLength(3);
  });

  test('queue starts the runs one after the other, in order', async () => {
    const id = await schedules.given({ overlap: 'queue' });
    for (const time of ['11:00:00', '12:00:00', '13:00:00']) await schedules.fire(time);
    expect(await states(id)).toEqual(['queued', 'blocked', 'blocked']);
    expect(await releaseScheduleQueues(schedules.sql)).toEqual([]);
    const runs = await schedules.runs(id);
    expect(await readWaitFacts(schedules.sql, runs[2]?.id ?? '')).toMatchObject({ waitsFor: runs[0]?.id });
    await cancelRun(schedules.sql, runs[0]?.id ?? '');
    expect(await releaseScheduleQueues(schedules.sql)).toMatchObject([{ id: runs[1]?.id, state: 'queued' }]);
    expect(await releaseScheduleQueues(schedules.sql)).toEqual([]);
    await cancelRun(schedules.sql, runs[1]?.id ?? '');
    expect(await releaseScheduleQueues(schedules.sql)).toMatchObject([{ id: runs[2]?.id }]);
  });
});
