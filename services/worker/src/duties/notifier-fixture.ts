import { createKeyring } from '@fbrain/adapters/crypto/keyring';
import { silentLogger } from '@fbrain/adapters/logging/logger';
import { sealSecrets } from '@fbrain/adapters/notify/channel-secrets';
import type { Database } from '@fbrain/adapters/postgres/connection';
import { saveChannel } from '@fbrain/adapters/postgres/notification-channel-store';
import { insertRule } from '@fbrain/adapters/postgres/notification-rule-store';
import type { NotificationMessage } from '@fbrain/core/notification/message';
import { prepareRule } from '@fbrain/core/notification/prepare-rule';
import type { RuleRequest } from '@fbrain/core/notification/rule';
import { createNotifier, type Notifier } from './notifier.ts';

export type NotifierFixture = ReturnType<typeof setupNotifier>;

/** Rules, failures and leaders in the given database, which it drops when stopped; for tests. */
export function setupNotifier(database: { sql: Database; drop(): Promise<void> }) {
  const { sql } = database;
  const keyring = createKeyring(['the-secret-key-of-these-tests-0001']);
  const notifiers: Notifier[] = [];

  const givenChannel = async (): Promise<string> => {
    const id = Bun.randomUUIDv7();
    const secrets = sealSecrets(keyring, id, { url: 'https://hooks.example.org/secret' });
    await saveChannel(sql, { id, name: id, kind: 'slack', settings: {}, secrets, secretsSet: ['url'], target: '' });
    return id;
  };
  return {
    sql,

    /** A leader whose messages arrive in `sent`, unless it is told what becomes of them. */
    leader(send?: (message: NotificationMessage) => Promise<string>) {
      const sent: NotificationMessage[] = [];
      const notifier = createNotifier({
        sql,
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
    },

    async givenRule(changes: Partial<RuleRequest> = {}): Promise<string> {
      const id = Bun.randomUUIDv7();
      const channels = [await givenChannel()];
      await insertRule(sql, id, prepareRule({ name: id, kind: 'run-failed', channels, ...changes }));
      return id;
    },

    /** Runs in the history that have just failed. */
    async givenFailures(task: string, count: number, tags: string[] = []): Promise<void> {
      await sql`
        insert into fbrain.run_history (
          id, task, queue, band, rank, state, input, error, attempt, failures, max_attempts, due_at, created_at,
          finished_at, tags, metadata, attempt_state
        )
        select gen_random_uuid(), ${task}, 'default', 1, 0, 'failed', '{}', '{"kind":"exception","message":"boom"}',
               1, 1, 1, now(), now(), now(), ${tags}, '{}', 'failed'
        from generate_series(1, ${count})`;
    },

    /** The next look comes at once. */
    async makeDue(): Promise<void> {
      await sql`update fbrain.notification_rule set next_look_at = now()`;
    },

    async isDue(): Promise<boolean> {
      const [row] = await sql<{ due: boolean }[]>`
        select exists (select from fbrain.notification_rule where next_look_at <= now()) as due`;
      return row?.due === true;
    },

    async stop(): Promise<void> {
      for (const notifier of notifiers) await notifier.stop();
      await database.drop();
    },
  };
}
