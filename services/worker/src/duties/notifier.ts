import type { Keyring } from '@fbrain/adapters/crypto/keyring';
import { TargetRefused } from '@fbrain/adapters/http-sender/resolve-target';
import type { Logger } from '@fbrain/adapters/logging/logger';
import { openSecrets } from '@fbrain/adapters/notify/channel-secrets';
import type { NotificationSender } from '@fbrain/adapters/notify/notification-sender';
import type { Database } from '@fbrain/adapters/postgres/connection';
import {
  type ClaimedDelivery,
  claimDeliveries,
  finishTry,
  type TryResult,
} from '@fbrain/adapters/postgres/notification-delivery-store';
import { GATHER_MS, lookAtRules } from './look-of-rule.ts';

/** Looks at the rules of notifications and sends what they tell. Beside the other duties: a mail server may hang. */
export interface Notifier {
  /** Does what is due, by default whatever that may be, unless it is at it. Returns at once. */
  run(due?: { rules: boolean; messages: boolean }): void;
  /** Resolves when nothing is under way. What is left is sent by the next leader. */
  stop(): Promise<void>;
}

export interface NotifierOptions {
  sql: Database;
  keyring: Keyring;
  sender: NotificationSender;
  logger: Logger;
  /** What follows the first failure so closely is told with it. */
  gatherMs?: number;
}

/** Messages that are sent at once: a hanging server must not keep the others waiting. */
const SENT_AT_ONCE = 10;
/** Longer than a try takes: then its sender is dead, and another one tries. */
const LEASE_MS = 60_000;
/** What is being sent may end, but must not keep the worker from stopping. */
const STOP_MS = 3_000;
/** Before the second try and those after it. Some forty minutes: a mail server that restarts is back by then. */
const BACKOFF_MS = [5_000, 30_000, 120_000, 600_000, 1_800_000];
/** Looks of one turn: with more rules than these, none may keep others from their turn for ever. */
const MAX_LOOKS = 200;

export function createNotifier(options: NotifierOptions): Notifier {
  const { sql, logger, gatherMs = GATHER_MS } = options;
  let looking: Promise<void> | null = null;
  let sending: Promise<void> | null = null;
  let isStopped = false;

  const onFailed: Parameters<typeof lookAtRules>[0]['onFailed'] = ({ id, name }, error) =>
    logger.warn('a rule of notifications could not be looked at; trying again', { ruleId: id, rule: name, error });
  const lookAll = async () => {
    for (let looks = 0; looks < MAX_LOOKS && !isStopped; looks++) {
      const { isDone, hasTold } = await lookAtRules({ sql, gatherMs, onFailed });
      if (hasTold) send();
      if (isDone) return;
    }
  };
  const sendAll = async () => {
    while (!isStopped) {
      const claimed = await claimDeliveries(sql, SENT_AT_ONCE, LEASE_MS);
      await Promise.all(claimed.map((delivery) => tryDelivery(options, delivery)));
      if (claimed.length < SENT_AT_ONCE) return;
    }
  };
  const guard = (what: string, work: () => Promise<void>) =>
    work().catch((error: unknown) => logger.warn(`${what} failed; trying again`, { error }));
  const send = () => {
    sending ??= guard('sending notifications', sendAll).finally(() => {
      sending = null;
    });
  };

  return {
    run(due = { rules: true, messages: true }) {
      if (isStopped) return;
      if (due.messages) send();
      if (due.rules)
        looking ??= guard('looking at the rules of notifications', lookAll).finally(() => {
          looking = null;
        });
    },
    async stop() {
      isStopped = true;
      await looking;
      // What a hanging server keeps has its lease: the next leader tries it then.
      await Promise.race([sending, Bun.sleep(STOP_MS)]);
    },
  };
}

async function tryDelivery(
  { sql, keyring, sender, logger }: NotifierOptions,
  delivery: ClaimedDelivery,
): Promise<void> {
  const { id, message, attempts, channel } = delivery;
  const result = await send().catch((error: unknown): TryResult => {
    const answer = error instanceof Error ? error.message : String(error);
    const isFinal = error instanceof Error && error.cause instanceof TargetRefused;
    return { delivered: false, answer, retryInMs: isFinal ? null : (BACKOFF_MS[attempts - 1] ?? null) };
  });
  if (!result.delivered) {
    const { answer, retryInMs } = result;
    const outcome = retryInMs === null ? 'was given up' : 'was not delivered; trying again';
    logger.warn(`a notification ${outcome}`, { deliveryId: id, channel: channel.name, attempts, answer });
  }
  await finishTry(sql, delivery, result);

  async function send(): Promise<TryResult> {
    const secrets = openSecrets(keyring, channel);
    return { delivered: true, answer: await sender.send({ ...channel, secrets }, { id, message }) };
  }
}
