import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { findFailingTasks } from '@fbrain/adapters/postgres/notification-look-store';
import { getRule, updateRule } from '@fbrain/adapters/postgres/notification-rule-store';
import { prepareRule } from '@fbrain/core/notification/prepare-rule';
import type { RuleRequest } from '@fbrain/core/notification/rule';
import { eventually } from '@fbrain/testing/eventually';
import { givenRuns } from '@fbrain/testing/factories';
import { createTestDatabase } from '@fbrain/testing/test-database';
import { type NotifierFixture, setupNotifier } from './notifier-fixture.ts';

let fixture: NotifierFixture;
beforeEach(async () => {
  fixture = setupNotifier(await createTestDatabase());
});
afterEach(() => fixture.stop());

describe('runs that fail', () => {
  test('in a storm of ten thousand are told in one message, with the first errors', async () => {
    await fixture.givenRule();
    await fixture.givenFailures('csv.import', 10_000);
    const { notifier, sent } = fixture.leader();
    notifier.run();
    await eventually(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toMatchObject({ title: '10000 runs of csv.import failed', count: 10_000, key: 'csv.import' });
    expect(sent[0]?.samples).toHaveLength(5);
    expect(sent[0]?.samples[0]).toMatchObject({ error: 'boom' });
  });

  test('are told by every look once, and those within the throttle together later', async () => {
    await fixture.givenRule({ throttle: '10s' });
    await fixture.givenFailures('csv.import', 1);
    const { notifier, sent } = fixture.leader();
    notifier.run();
    await eventually(() => expect(sent).toHaveLength(1));
    await fixture.givenFailures('csv.import', 2);
    for (let look = 0; look < 3; look++) {
      await fixture.makeDue();
      notifier.run();
      await eventually(async () => expect(await fixture.isDue()).toBe(false));
    }
    expect(sent).toHaveLength(1);
    await fixture.sql`update fbrain.notification_group set due_at = now()`;
    await fixture.makeDue();
    notifier.run();
    await eventually(() => expect(sent).toHaveLength(2));
    expect(sent[1]).toMatchObject({ count: 2 });
  });

  test('count only if they fit the rule', async () => {
    await fixture.givenRule({ condition: { task: 'csv.*', tag: 'vip' } });
    await fixture.givenFailures('csv.import', 3, ['vip']);
    await fixture.givenFailures('csv_import', 3, ['vip']);
    await fixture.givenFailures('csv.export', 3);
    const { notifier, sent } = fixture.leader();
    notifier.run();
    await eventually(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toMatchObject({ key: 'csv.import', count: 3 });
  });
});

describe('only runs that fail while a rule is on count: those', () => {
  test('before a rule was made, or while it was off, are not told', async () => {
    await fixture.givenFailures('csv.import', 1);
    const id = await fixture.givenRule();
    const rule = prepareRule({ ...((await getRule(fixture.sql, id)) as RuleRequest) });
    await updateRule(fixture.sql, id, { ...rule, enabled: false });
    await fixture.givenFailures('csv.import', 1);
    await updateRule(fixture.sql, id, { ...rule, enabled: true });
    const { notifier, sent } = fixture.leader();
    notifier.run();
    await eventually(async () => expect(await fixture.isDue()).toBe(false));
    await fixture.givenFailures('csv.import', 1);
    await fixture.makeDue();
    notifier.run();
    await eventually(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toMatchObject({ count: 1 });
  });

  test('in a statement that is not committed yet are not lost', async () => {
    await fixture.givenRule();
    const { notifier, sent } = fixture.leader();
    await fixture.sql.begin(async (tx) => {
      await tx`set local application_name = 'fbrain-worker test'`;
      await tx`select 1`;
      notifier.run();
      await eventually(async () => expect(await fixture.isDue()).toBe(false));
      await tx`
        insert into fbrain.run_history (
          id, task, queue, band, rank, state, input, error, attempt, failures, max_attempts, due_at, created_at,
          finished_at, tags, metadata, attempt_state
        )
        values (gen_random_uuid(), 'late', 'default', 1, 0, 'failed', '{}', '{"message":"boom"}', 1, 1, 1, now(), now(),
                now(), '{}', '{}', 'failed')`;
    });
    await fixture.makeDue();
    notifier.run();
    await eventually(() => expect(sent).toHaveLength(1));
  });
});

describe('a state', () => {
  test('of a stuck queue is told when it begins and when it is over', async () => {
    const id = await fixture.givenRule({ kind: 'queue-stuck', throttle: '10s' });
    await givenRuns(fixture.sql, {});
    await fixture.sql`update fbrain.run set queued_at = now() - interval '10 minutes'`;
    const { notifier, sent } = fixture.leader();
    notifier.run();
    await eventually(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.title).toBe('The queue default is stuck: no worker serves it; ready runs: 1, the oldest for 10m');
    expect((await getRule(fixture.sql, id))?.open).toMatchObject([{ key: 'default' }]);
    await fixture.sql`delete from fbrain.run`;
    await eventually(async () => {
      await fixture.makeDue();
      notifier.run();
      expect(sent.map(({ type }) => type)).toEqual(['firing', 'resolved']);
    });
    await eventually(async () => expect((await getRule(fixture.sql, id))?.open).toEqual([]));
  });

  test('of a task that fails too often is told with its share', async () => {
    await fixture.givenRule({ kind: 'failure-rate', condition: { rate: 0.3 } });
    for (const [task, state, runs] of [
      ['bad', 'failed', 6],
      ['bad', 'succeeded', 6],
      ['good', 'failed', 3],
      ['good', 'succeeded', 60],
      ['rare', 'failed', 9],
    ] as const) {
      await fixture.sql`
        insert into fbrain.run_tally (task, queue, state, runs, duration_ms, wait_ms) values (${task}, 'default', ${state}, ${runs}, 0, 0)`;
    }
    const { notifier, sent } = fixture.leader();
    notifier.run();
    await eventually(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.title).toBe('bad fails too often: 6 of 12 runs failed (50 %)');
  });
});

test('failures at the end of a minute are within a window of a minute', async () => {
  const found = await fixture.sql.begin(async (tx) => {
    await tx`
      insert into fbrain.run_stat (at, task, queue, state, bucket, runs, duration_ms, wait_ms)
      select date_trunc('minute', now() - age), 'bad', 'default', 'failed', 0, 1, 0, 0
      from unnest(array['1 minute', '2 minutes']::interval[]) as age`;
    return await findFailingTasks(tx, { rate: 0.5 }, 60_000);
  });
  expect(found).toMatchObject([{ key: 'bad', detail: '1 of 1 runs failed (100 %)' }]);
});

test('with many tasks at once all are remembered, so that none is over before it is', async () => {
  const id = await fixture.givenRule({ kind: 'failure-rate', condition: { rate: 0.3 } });
  const givenFailures = (tasks: number, runs: number) => fixture.sql`
    insert into fbrain.run_tally (task, queue, state, runs, duration_ms, wait_ms)
    select 'task-' || n, 'default', 'failed', ${runs}, 0, 0 from generate_series(1, ${tasks}::integer) as n`;
  await givenFailures(60, 20);
  const { notifier, sent } = fixture.leader();
  notifier.run();
  await eventually(() => expect(sent).toHaveLength(51));
  expect(sent.filter(({ key }) => key === null)).toMatchObject([{ type: 'firing', count: 200 }]);
  expect((await getRule(fixture.sql, id))?.open).toHaveLength(60);
  await fixture.sql`update fbrain.run_tally set runs = 900 where task in ('task-8', 'task-9')`;
  await fixture.makeDue();
  notifier.run();
  await eventually(async () => expect(await fixture.isDue()).toBe(false));
  expect(sent).toHaveLength(51);
});

test('a missed slot is told with the name of its schedule', async () => {
  const id = await fixture.givenRule({ kind: 'schedule-missed' });
  const schedule = Bun.randomUUIDv7();
  await fixture.sql`
    insert into fbrain.schedule (id, name, task, request, managed_by, cursor_at) values (${schedule}, 'nightly', 'noop', '{}', 'api', now())`;
  await fixture.sql`
    insert into fbrain.schedule_slot (schedule_id, slot_at, from_slot_at, count, outcome, code, reason, due_at, decided_at)
    values (${schedule}, now(), now(), 3, 'missed', 'too-old', 'x', now(), now())`;
  const { notifier, sent } = fixture.leader();
  notifier.run();
  await eventually(() => expect(sent).toHaveLength(1));
  expect(sent[0]).toMatchObject({ title: 'The schedule nightly missed 3 slots', path: '/schedules', rule: { id } });
});

test('a rule whose look fails says why, and keeps none of the others from telling', async () => {
  const bad = await fixture.givenRule({ kind: 'failure-rate' });
  await fixture.sql`update fbrain.notification_rule set condition = '{"window":"x"}' where id = ${bad}`;
  await fixture.givenRule();
  await fixture.givenFailures('csv.import', 1);
  const { notifier, sent } = fixture.leader();
  notifier.run();
  await eventually(() => expect(sent).toHaveLength(1));
  expect((await getRule(fixture.sql, bad))?.problem).toStartWith('The latest look failed:');
});

test('rules share a look, also those that are due soon, and are looked at seldom while nothing happens', async () => {
  await fixture.givenRule();
  await fixture.givenRule({ condition: { task: 'csv.*' } });
  const soon = await fixture.givenRule({ kind: 'failure-rate' });
  await fixture.sql`update fbrain.notification_rule set next_look_at = now() + interval '1 s' where id = ${soon}`;
  fixture.leader().notifier.run();
  await eventually(async () => expect(await fixture.isDue()).toBe(false));
  const [row] = await fixture.sql`
    select count(distinct xmin::text) as transactions, min(next_look_at) > now() + interval '7 s' as is_seldom
    from fbrain.notification_rule`;
  expect(row).toEqual({ transactions: 1, isSeldom: true });
});
