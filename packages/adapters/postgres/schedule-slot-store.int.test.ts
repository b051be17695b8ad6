import { afterAll, beforeAll, expect, test } from 'bun:test';
import { givenRuns } from '@fbrain/testing/factories';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { untilNextSchedule } from './schedule-firing-store.ts';
import { hasScheduleQueue } from './schedule-queue-store.ts';
import { listSlots, pruneSchedules, recordSlots } from './schedule-slot-store.ts';
import { createSchedules, getSchedule, removeSchedule } from './schedule-store.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const DAY_MS = 86_400_000;
const sql = () => database.sql;

async function givenSchedules(count: number, name: string): Promise<string[]> {
  const schedules = Array.from({ length: count }, (_, n) => ({
    id: Bun.randomUUIDv7(),
    request: { name: `${name}-${n}`, task: 'noop', every: '1h' },
  }));
  await createSchedules(sql(), schedules, Date.now());
  return schedules.map(({ id }) => id);
}

/** One fired slot for each of these numbers of days ago; answers their runs. */
async function givenFired(scheduleId: string, daysAgo: readonly number[]): Promise<string[]> {
  const nowMs = Date.now();
  const slotAt = (days: number) => nowMs - days * DAY_MS;
  const runs = await givenRuns(sql(), ...daysAgo.map((days) => ({ scheduleId, slotAtMs: slotAt(days) })));
  for (const [index, days] of daysAgo.entries()) {
    const fired = {
      outcome: 'fired',
      slotMs: slotAt(days),
      dueAtMs: slotAt(days),
      cancelRunIds: [],
      isQueued: false,
    } as const;
    const slot = { scheduleId, decision: fired, runId: runs[index]?.id ?? null, jitterMs: 0 };
    await recordSlots(sql(), [slot], slotAt(days));
  }
  return runs.map(({ id }) => id);
}

test('records are walked from the newest on, each with the state of its run', async () => {
  const [id = ''] = await givenSchedules(1, 'walked');
  const [, gone, newest] = await givenFired(id, [3, 2, 1]);
  await sql()`delete from fbrain.run where id = ${gone ?? ''}`;
  const first = await listSlots(sql(), id, { limit: 2 });
  expect(first).toMatchObject([
    { runId: newest, runState: 'queued', count: 1, code: null },
    { runId: gone, runState: null },
  ]);
  expect(await listSlots(sql(), id, { limit: 2, before: first[1]?.slotAt })).toHaveLength(1);
});

test('a record is told once: who comes second is told so', async () => {
  const [id = ''] = await givenSchedules(1, 'twice');
  const lost = { outcome: 'skipped', code: 'paused', reason: '…', count: 1, fromSlotMs: 1_000, slotMs: 1_000 } as const;
  const slot = { scheduleId: id, decision: lost, runId: null, jitterMs: 0 };
  expect(await recordSlots(sql(), [slot], 2_000)).toEqual([]);
  expect(await recordSlots(sql(), [slot], 3_000)).toEqual([{ scheduleId: id, slotMs: 1_000 }]);
});

test('old records are forgotten but for the latest of a schedule, and removed schedules with their last one', async () => {
  const [rare = '', busy = '', removed = ''] = await givenSchedules(3, 'pruned');
  await givenFired(rare, [200, 100]);
  await givenFired(
    busy,
    Array.from({ length: 40 }, (_, n) => 60 - n),
  );
  await givenFired(removed, [40, 2]);
  await removeSchedule(sql(), removed);
  await sql()`update fbrain.schedule set deleted_at = now() - interval '40 days' where id = ${removed}`;
  // Batches that end within a schedule and between two.
  await pruneSchedules(sql(), { batch: 7 });
  expect(await listSlots(sql(), rare, { limit: 100 })).toHaveLength(2);
  expect(await listSlots(sql(), busy, { limit: 100 })).toHaveLength(30);
  expect(await listSlots(sql(), removed, { limit: 100 })).toHaveLength(1);
  expect(await sql()`select from fbrain.schedule where id = ${removed}`).toHaveLength(1);
  await sql()`
    update fbrain.schedule_slot
    set from_slot_at = from_slot_at - interval '40 days', slot_at = slot_at - interval '40 days',
        decided_at = decided_at - interval '40 days'
    where schedule_id = ${removed}`;
  await pruneSchedules(sql());
  expect(await sql()`select from fbrain.schedule where id = ${removed}`).toHaveLength(0);
  expect(await getSchedule(sql(), rare)).not.toBeNull();
});

test('the leader looks for what is due, and for what waits, by one entry of an index each', async () => {
  await givenSchedules(5_000, 'many');
  await givenRuns(sql(), ...Array.from({ length: 3_000 }, () => ({})));
  await sql()`update fbrain.run set state = 'blocked', blocked_by = 'rate:noop'`;
  await sql()`analyze fbrain.schedule, fbrain.run`;
  const rowsRead = async (part: ReturnType<typeof untilNextSchedule>) => {
    const [plan] = await sql()<{ 'QUERY PLAN': { Plan: PlanNode }[] }[]>`
      explain (analyze, format json) select ${part}`;
    // One node per table that is read.
    return nodesOf(plan?.['QUERY PLAN'][0]?.Plan).filter((node) => node['Relation Name'] !== undefined);
  };
  const [look, ...others] = await rowsRead(untilNextSchedule(sql()));
  expect(others).toEqual([]);
  expect(look).toMatchObject({ 'Index Name': 'schedule_due', 'Actual Rows': 1 });
  const queued = await rowsRead(hasScheduleQueue(sql()));
  expect(queued).toMatchObject([{ 'Index Name': 'run_waiting' }]);
});

interface PlanNode {
  'Relation Name'?: string;
  Plans?: PlanNode[];
}
const nodesOf = (node: PlanNode | undefined): PlanNode[] =>
  node === undefined ? [] : [node, ...(node.Plans ?? []).flatMap(nodesOf)];
