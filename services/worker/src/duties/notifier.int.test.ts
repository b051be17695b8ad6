import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { createKeyring } from '@fbrain/adapters/crypto/keyring';
import { silentLogger } from '@fbrain/adapters/logging/logger';
import { sealSecrets } from '@fbrain/adapters/notify/channel-secrets';
import { saveChannel } from '@fbrain/adapters/postgres/notification-channel-store';
import { listDeliveries } from '@fbrain/adapters/postgres/notification-delivery-store';
import { getRule, insertRule, updateRule } from '@fbrain/adapters/postgres/notification-rule-store';
import type { NotificationMessage } from '@fbrain/core/notification/message';
import { prepareRule } from '@fbrain/core/notification/prepare-rule';
import type { RuleRequest } from '@fbrain/core/notification/rule';
import { eventually } from '@fbrain/testing/eventually';
import { givenRuns } from '@fbrain/testing/factories';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { createNotifier, type Notifier } from './notifier.ts';

let database: TestDatabase;
const sql = () => database.sql;
const keyring = createKeyring(['the-secret-key-of-these-tests-0001']);
const notifiers: Notifier[] = [];

beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  for (const notifier of notifiers.splice(0)) await notifier.stop();
  await database.drop();
});

/** A leader whose messages arrive in `sent`, unless it is told what becomes of them. */
function leader(send?: (message: NotificationMessage) => Promise<string>) {
  const sent: NotificationMessage[] = [];
  const notifier = createNotifier({
    sql: sql(),
    keyring,
    logger: silentLogger,
    gatherMs: 0,
    sender: {
      async send(_channel, { message }) {
        if (send) return await send(message);
        sent.push(message);
        return '250 ok';
      },
    },
  });
  notifiers.push(notifier);
  return { notifier, sent };
}

async function givenChannel(): Promise<string> {
  const id = Bun.randomUUIDv7();
  const secrets = sealSecrets(keyring, id, { url: 'https://hooks.example.org/secret' });
  await saveChannel(sql(), { id, name: id, kind: 'slack', settings: {}, secrets, secretsSet: ['url'], target: '' });
  return id;
}

async function givenRule(changes: Partial<RuleRequest> = {}): Promise<string> {
  const id = Bun.randomUUIDv7();
  const channels = [await givenChannel()];
  await insertRule(sql(), id, prepareRule({ name: id, kind: 'run-failed', channels, ...changes }));
  return id;
}

/** The next look comes at once. */
const due = () => sql()`update fbrain.notification_rule set next_look_at = now()`;

/** Moves runs to the history as failed ones. */
const givenFailures = async (task: string, count: number, tags: string[] = []) => {
  await sql()`
    insert into fbrain.run_history (
      id, task, queue, band, rank, state, input, error, attempt, failures, max_attempts, due_at, created_at, finished_at,
      tags, metadata, attempt_state
    )
    select gen_random_uuid(), ${task}, 'default', 1, 0, 'failed', '{}', '{"kind":"exception","message":"boom"}', 1, 1, 1,
           now(), now(), now(), ${tags}, '{}', 'failed'
    from generate_series(1, ${count})`;
};

describe('runs that fail', () => {
  test('in a storm of ten thousand are told in one message, with the first errors', async () => {
    await givenRule();
    await givenFailures('csv.import', 10_000);
    const { notifier, sent } = leader();
    notifier.run();
    await eventually(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toMatchObject({ title: '10000 runs of csv.import failed', count: 10_000, key: 'csv.import' });
    expect(sent[0]?.samples).toHaveLength(5);
    expect(sent[0]?.samples[0]).toMatchObject({ error: 'boom' });
  });

  test('are told by every look once, and those within the throttle together later', async () => {
    await givenRule({ throttle: '10s' });
    await givenFailures('csv.import', 1);
    const { notifier, sent } = leader();
    notifier.run();
    await eventually(() => expect(sent).toHaveLength(1));
    await givenFailures('csv.import', 2);
    for (let look = 0; look < 3; look++) {
      await due();
      notifier.run();
      await eventually(async () => expect(await isDue()).toBe(false));
    }
    expect(sent).toHaveLength(1);
    await sql()`update fbrain.notification_group set due_at = now()`;
    await due();
    notifier.run();
    await eventually(() => expect(sent).toHaveLength(2));
    expect(sent[1]).toMatchObject({ count: 2 });
  });

  test('count only if they fit the rule', async () => {
    await givenRule({ condition: { task: 'csv.*', tag: 'vip' } });
    await givenFailures('csv.import', 3, ['vip']);
    await givenFailures('csv_import', 3, ['vip']);
    await givenFailures('csv.export', 3);
    const { notifier, sent } = leader();
    notifier.run();
    await eventually(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toMatchObject({ key: 'csv.import', count: 3 });
  });
});

describe('only runs that fail while a rule is on count: those', () => {
  test('before a rule was made, or while it was off, are not told', async () => {
    await givenFailures('csv.import', 1);
    const id = await givenRule();
    const rule = prepareRule({ ...((await getRule(sql(), id)) as RuleRequest) });
    await updateRule(sql(), id, { ...rule, enabled: false });
    await givenFailures('csv.import', 1);
    await updateRule(sql(), id, { ...rule, enabled: true });
    const { notifier, sent } = leader();
    notifier.run();
    await eventually(async () => expect(await isDue()).toBe(false));
    await givenFailures('csv.import', 1);
    await due();
    notifier.run();
    await eventually(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toMatchObject({ count: 1 });
  });

  test('in a statement that is not committed yet are not lost', async () => {
    await givenRule();
    const { notifier, sent } = leader();
    await sql().begin(async (tx) => {
      await tx`set local application_name = 'fbrain-worker test'`;
      await tx`select 1`;
      notifier.run();
      await eventually(async () => expect(await isDue()).toBe(false));
      await tx`
        insert into fbrain.run_history (
          id, task, queue, band, rank, state, input, error, attempt, failures, max_attempts, due_at, created_at,
          finished_at, tags, metadata, attempt_state
        )
        values (gen_random_uuid(), 'late', 'default', 1, 0, 'failed', '{}', '{"message":"boom"}', 1, 1, 1, now(), now(),
                now(), '{}', '{}', 'failed')`;
    });
    await due();
    notifier.run();
    await eventually(() => expect(sent).toHaveLength(1));
  });
});

const isDue = async () => {
  const [row] = await sql()<{ due: boolean }[]>`
    select exists (select from fbrain.notification_rule where next_look_at <= now()) as due`;
  return row?.due;
};

describe('an incident', () => {
  test('is told once although two lead at once', async () => {
    await givenRule();
    await givenFailures('csv.import', 1);
    const leaders = [leader(), leader(), leader()];
    for (const { notifier } of leaders) notifier.run();
    await eventually(() => expect(leaders.flatMap(({ sent }) => sent)).toHaveLength(1));
    for (const { notifier } of leaders) await notifier.stop();
    expect(await listDeliveries(sql(), { limit: 10 })).toMatchObject([{ state: 'delivered', answer: '250 ok' }]);
  });

  test('that was decided by a leader that died is told by the next one', async () => {
    await givenRule();
    await givenFailures('csv.import', 1);
    const { promise: dead, resolve } = Promise.withResolvers<string>();
    let tries = 0;
    const first = leader(() => {
      tries++;
      return dead;
    });
    first.notifier.run();
    await eventually(() => expect(tries).toBe(1));
    // Its lease on the message is over.
    await sql()`update fbrain.notification_delivery set next_attempt_at = now()`;
    const second = leader();
    second.notifier.run();
    await eventually(() => expect(second.sent).toHaveLength(1));
    await eventually(async () => expect((await listDeliveries(sql(), { limit: 10 }))[0]?.state).toBe('delivered'));
    resolve('too late');
    await first.notifier.stop();
    expect(await listDeliveries(sql(), { limit: 10 })).toMatchObject([{ answer: '250 ok', attempts: 2 }]);
  });

  test('that cannot be delivered is tried again, and shown with what the server said', async () => {
    await givenRule();
    await givenFailures('csv.import', 1);
    const { notifier } = leader(() => Promise.reject(new Error('535 wrong password')));
    notifier.run();
    const latest = async () => (await listDeliveries(sql(), { limit: 1 }))[0];
    await eventually(async () =>
      expect(await latest()).toMatchObject({ state: 'pending', answer: '535 wrong password' }),
    );
    for (let attempt = 2; attempt <= 6; attempt++) {
      await sql()`update fbrain.notification_delivery set next_attempt_at = now()`;
      notifier.run();
      await eventually(async () => expect((await latest())?.attempts).toBe(attempt));
      await eventually(async () => expect((await latest())?.nextAttemptAt ?? '2100').not.toBeNull());
    }
    await eventually(async () => expect(await latest()).toMatchObject({ state: 'failed', nextAttemptAt: null }));
  });

  test('to a hanging server does not keep the others waiting', async () => {
    await givenRule({ condition: { task: 'a' } });
    await givenRule({ condition: { task: 'b' } });
    await givenFailures('a', 1);
    await givenFailures('b', 1);
    const told: (string | null)[] = [];
    const { notifier } = leader(async ({ key }) => {
      if (key === 'a') await new Promise(() => {});
      told.push(key);
      return '250 ok';
    });
    notifier.run();
    await eventually(() => expect(told).toEqual(['b']));
  });
});

describe('a state', () => {
  test('of a stuck queue is told when it begins and when it is over', async () => {
    const id = await givenRule({ kind: 'queue-stuck', throttle: '10s' });
    await givenRuns(sql(), {});
    await sql()`update fbrain.run set queued_at = now() - interval '10 minutes'`;
    const { notifier, sent } = leader();
    notifier.run();
    await eventually(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.title).toBe('The queue default is stuck: no worker serves it; ready runs: 1, the oldest for 10m');
    expect((await getRule(sql(), id))?.open).toMatchObject([{ key: 'default' }]);
    await sql()`delete from fbrain.run`;
    await eventually(async () => {
      await due();
      notifier.run();
      expect(sent.map(({ type }) => type)).toEqual(['firing', 'resolved']);
    });
    await eventually(async () => expect((await getRule(sql(), id))?.open).toEqual([]));
  });

  test('of a task that fails too often is told with its share', async () => {
    await givenRule({ kind: 'failure-rate', condition: { rate: 0.3 } });
    for (const [task, state, runs] of [
      ['bad', 'failed', 6],
      ['bad', 'succeeded', 6],
      ['good', 'failed', 3],
      ['good', 'succeeded', 60],
      ['rare', 'failed', 9],
    ] as const) {
      await sql()`
        insert into fbrain.run_tally (task, queue, state, runs, duration_ms, wait_ms) values (${task}, 'default', ${state}, ${runs}, 0, 0)`;
    }
    const { notifier, sent } = leader();
    notifier.run();
    await eventually(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.title).toBe('bad fails too often: 6 of 12 runs failed (50 %)');
  });
});

test('a missed slot is told with the name of its schedule', async () => {
  const id = await givenRule({ kind: 'schedule-missed' });
  const schedule = Bun.randomUUIDv7();
  await sql()`
    insert into fbrain.schedule (id, name, task, request, managed_by, cursor_at) values (${schedule}, 'nightly', 'noop', '{}', 'api', now())`;
  await sql()`
    insert into fbrain.schedule_slot (schedule_id, slot_at, from_slot_at, count, outcome, code, reason, due_at, decided_at)
    values (${schedule}, now(), now(), 3, 'missed', 'too-old', 'x', now(), now())`;
  const { notifier, sent } = leader();
  notifier.run();
  await eventually(() => expect(sent).toHaveLength(1));
  expect(sent[0]).toMatchObject({ title: 'The schedule nightly missed 3 slots', path: '/schedules', rule: { id } });
});

test('a rule whose look fails says why, and keeps none of the others from telling', async () => {
  const bad = await givenRule({ kind: 'failure-rate' });
  await sql()`update fbrain.notification_rule set condition = '{"window":"x"}' where id = ${bad}`;
  await givenRule();
  await givenFailures('csv.import', 1);
  const { notifier, sent } = leader();
  notifier.run();
  await eventually(() => expect(sent).toHaveLength(1));
  expect((await getRule(sql(), bad))?.problem).toStartWith('The latest look failed:');
});
