import type { Keyring } from '@fbrain/adapters/crypto/keyring';
import { parseTarget } from '@fbrain/adapters/http-sender/resolve-target';
import { parseWebhookSecrets } from '@fbrain/adapters/http-sender/sign-webhook';
import { openSecrets, sealSecrets } from '@fbrain/adapters/notify/channel-secrets';
import type { NotificationSender } from '@fbrain/adapters/notify/notification-sender';
import type { Database } from '@fbrain/adapters/postgres/connection';
import { isTakenName } from '@fbrain/adapters/postgres/errors';
import {
  type ChannelRow,
  countChannels,
  deleteChannel,
  readChannel,
  saveChannel,
} from '@fbrain/adapters/postgres/notification-channel-store';
import { recordDelivery } from '@fbrain/adapters/postgres/notification-delivery-store';
import { DomainError, invalid } from '@fbrain/core/errors/domain-error';
import type {
  Channel,
  ChannelPatch,
  ChannelRequest,
  ChannelSecrets,
  OpenChannel,
  SecretName,
} from '@fbrain/core/notification/channel';
import type { TestResult } from '@fbrain/core/notification/message';
import { describeChannel, prepareChannel } from '@fbrain/core/notification/prepare-channel';
import { testMessage } from '@fbrain/core/notification/to-message';
import type { Clock } from '@fbrain/core/time/clock';
import { isUuid } from '../http/uuid.ts';

export interface ChannelDeps {
  sql: Database;
  keyring: Keyring;
  sender: NotificationSender;
  clock: Clock;
}

const MAX_CHANNELS = 100;

export async function createChannel(deps: ChannelDeps, request: ChannelRequest): Promise<Channel> {
  if ((await countChannels(deps.sql)) >= MAX_CHANNELS)
    throw invalid('', `is one too many: there are ${MAX_CHANNELS} channels`);
  return await save(deps, Bun.randomUUIDv7(), { settings: {}, secrets: {}, ...request });
}

/** @throws DomainError `channel-not-found`, `channel-exists`, `invalid` */
export async function patchChannel(deps: ChannelDeps, id: string, patch: ChannelPatch): Promise<Channel> {
  const stored = await requireChannel(deps.sql, id);
  const secrets: Partial<Record<SecretName, string | null>> = {
    ...openSecrets(deps.keyring, stored),
    ...patch.secrets,
  };
  const kept = Object.entries(secrets).filter(([, value]) => value !== null);
  const { name = stored.name, settings = stored.settings } = patch;
  return await save(deps, stored.id, {
    name,
    kind: stored.kind,
    settings,
    secrets: Object.fromEntries(kept) as ChannelSecrets,
  });
}

async function save({ sql, keyring }: ChannelDeps, id: string, wanted: OpenChannel): Promise<Channel> {
  const checks = { url: (text: string) => parseTarget(text), signingKey: parseWebhookSecrets };
  const channel = prepareChannel(wanted, checks);
  const { name, kind, settings, secrets } = channel;
  const row: ChannelRow = {
    id,
    name,
    kind,
    settings,
    secrets: sealSecrets(keyring, id, secrets),
    secretsSet: Object.keys(secrets) as SecretName[],
    target: describeChannel(channel),
  };
  return await saveChannel(sql, row).catch((error: unknown) => {
    if (!isTakenName(error)) throw error;
    throw new DomainError('channel-exists', `There is a channel named "${name}" already. Choose another name.`);
  });
}

/** Removes a channel; answers what it was. */
export async function removeChannel({ sql }: ChannelDeps, id: string): Promise<Channel> {
  const removed = isUuid(id) ? await deleteChannel(sql, id) : null;
  if (!removed) throw channelNotFound(id);
  return removed;
}

/** Sends a test and answers what the other side said, well or not. */
export async function testChannel({ sql, keyring, sender, clock }: ChannelDeps, id: string): Promise<TestResult> {
  const stored = await requireChannel(sql, id);
  const channel: OpenChannel = { ...stored, secrets: openSecrets(keyring, stored) };
  const outgoing = { id: Bun.randomUUIDv7(), message: testMessage(clock.now()) };
  const result = await sender.send(channel, outgoing).then(
    (answer): TestResult => ({ delivered: true, answer }),
    (error: unknown): TestResult => ({
      delivered: false,
      answer: error instanceof Error ? error.message : String(error),
    }),
  );
  await recordDelivery(sql, { ...outgoing, channelId: stored.id, ...result });
  return result;
}

async function requireChannel(sql: Database, id: string): Promise<ChannelRow> {
  const channel = isUuid(id) ? await readChannel(sql, id) : null;
  if (!channel) throw channelNotFound(id);
  return channel;
}

const channelNotFound = (id: string): DomainError =>
  new DomainError(
    'channel-not-found',
    `There is no channel ${id.slice(0, 100)}. GET /api/v1/notifications/channels lists those there are.`,
  );
