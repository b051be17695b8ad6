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

/** Sends the messages that are due. */
export interface DeliverySender {
  /** Takes what there is room for. Returns at once. */
  run(): void;
  /** Resolves when nothing is under way, or soon: what is left is sent by the next leader. */
  stop(): Promise<void>;
}

export interface DeliverySenderOptions {
  sql: Database;
  keyring: Keyring;
  sender: NotificationSender;
  logger: Logger;
}

/** Messages on their way at once. */
const SENT_AT_ONCE = 20;
/** Those of one channel: a server that hangs keeps this much room for a quarter of a minute. */
const SENT_PER_CHANNEL = 2;
/** Longer than a try takes: then its sender is dead, and another one tries. */
const LEASE_MS = 60_000;
/** What is being sent may end, but must not keep the worker from stopping. */
const STOP_MS = 3_000;
/** Before the second try and those after it. Some forty minutes: a mail server that restarts is back by then. */
const BACKOFF_MS = [5_000, 30_000, 120_000, 600_000, 1_800_000];

export function createDeliverySender(options: DeliverySenderOptions): DeliverySender {
  const { sql, logger } = options;
  const underWay = new Map<string, { channelId: string; work: Promise<void> }>();
  let claiming: Promise<void> | null = null;
  let isWanted = false;
  let isStopped = false;

  const guard = (work: Promise<void>) =>
    work.catch((error: unknown) => logger.warn('sending notifications failed; trying again', { error }));
  const start = (delivery: ClaimedDelivery) => {
    const work = guard(tryDelivery(options, delivery)).finally(() => {
      underWay.delete(delivery.id);
      // There is room again, for its channel too.
      run();
    });
    underWay.set(delivery.id, { channelId: delivery.channel.id, work });
  };
  const claim = async () => {
    while (isWanted && !isStopped && underWay.size < SENT_AT_ONCE) {
      isWanted = false;
      const without = [...underWay.values()].map(({ channelId }) => channelId);
      const limit = SENT_AT_ONCE - underWay.size;
      const request = { limit, perChannel: SENT_PER_CHANNEL, without, leaseMs: LEASE_MS };
      for (const delivery of await claimDeliveries(sql, request)) start(delivery);
    }
  };
  const run = () => {
    isWanted = true;
    claiming ??= guard(claim()).finally(() => {
      claiming = null;
    });
  };

  return {
    run,
    async stop() {
      isStopped = true;
      await claiming;
      // What a hanging server keeps has its lease: the next leader tries it then.
      await Promise.race([Promise.all([...underWay.values()].map(({ work }) => work)), Bun.sleep(STOP_MS)]);
    },
  };
}

async function tryDelivery(
  { sql, keyring, sender, logger }: DeliverySenderOptions,
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
