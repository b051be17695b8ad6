import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { listDeliveries } from '@fbrain/adapters/postgres/notification-delivery-store';
import { eventually } from '@fbrain/testing/eventually';
import { createTestDatabase } from '@fbrain/testing/test-database';
import { type NotifierFixture, setupNotifier } from './notifier-fixture.ts';

let fixture: NotifierFixture;
beforeEach(async () => {
  fixture = setupNotifier(await createTestDatabase());
});
afterEach(() => fixture.stop());

describe('an incident', () => {
  test('is told once although two lead at once', async () => {
    await fixture.givenRule();
    await fixture.givenFailures('csv.import', 1);
    const leaders = [fixture.leader(), fixture.leader(), fixture.leader()];
    for (const { notifier } of leaders) notifier.run();
    await eventually(() => expect(leaders.flatMap(({ sent }) => sent)).toHaveLength(1));
    for (const { notifier } of leaders) await notifier.stop();
    expect(await listDeliveries(fixture.sql, { limit: 10 })).toMatchObject([{ state: 'delivered', answer: '250 ok' }]);
  });

  test('that was decided by a leader that died is told by the next one', async () => {
    await fixture.givenRule();
    await fixture.givenFailures('csv.import', 1);
    const { promise: dead, resolve } = Promise.withResolvers<string>();
    let tries = 0;
    const first = fixture.leader(() => {
      tries++;
      return dead;
    });
    first.notifier.run();
    await eventually(() => expect(tries).toBe(1));
    // Its lease on the message is over.
    await fixture.sql`update fbrain.notification_delivery set next_attempt_at = now()`;
    const second = fixture.leader();
    second.notifier.run();
    await eventually(() => expect(second.sent).toHaveLength(1));
    await eventually(async () =>
      expect((await listDeliveries(fixture.sql, { limit: 10 }))[0]?.state).toBe('delivered'),
    );
    resolve('too late');
    await first.notifier.stop();
    expect(await listDeliveries(fixture.sql, { limit: 10 })).toMatchObject([{ answer: '250 ok', attempts: 2 }]);
  });

  test('that cannot be delivered is tried again, and shown with what the server said', async () => {
    await fixture.givenRule();
    await fixture.givenFailures('csv.import', 1);
    let tries = 0;
    const { notifier } = fixture.leader(() => Promise.reject(new Error(`535 wrong password ${++tries}`)));
    const latest = async () => (await listDeliveries(fixture.sql, { limit: 1 }))[0];
    for (let attempt = 1; attempt <= 6; attempt++) {
      await fixture.sql`update fbrain.notification_delivery set next_attempt_at = now()`;
      notifier.run();
      const state = attempt < 6 ? 'pending' : 'failed';
      // What the server said is written when the try is over.
      const answer = `535 wrong password ${attempt}`;
      await eventually(async () => expect(await latest()).toMatchObject({ state, answer, attempts: attempt }));
    }
    expect(await latest()).toMatchObject({ nextAttemptAt: null });
  });
});

test('however many messages wait for a server that hangs, others go on', async () => {
  await fixture.givenRule({ condition: { task: 'a*' } });
  await fixture.givenRule({ condition: { task: 'b*' } });
  for (let n = 0; n < 25; n++) await fixture.givenFailures(`a${n}`, 1);
  await fixture.givenFailures('b1', 1);
  const told: (string | null)[] = [];
  const { notifier } = fixture.leader(async ({ key }) => {
    if (key?.startsWith('a')) await new Promise(() => {});
    told.push(key);
    return '250 ok';
  });
  notifier.run();
  await eventually(() => expect(told).toEqual(['b1']));
  for (const task of ['b2', 'b3', 'b4']) await fixture.givenFailures(task, 1);
  await fixture.makeDue();
  notifier.run();
  await eventually(() => expect(told.toSorted()).toEqual(['b1', 'b2', 'b3', 'b4']));
});
