import type { Delivery, NotificationMessage } from '@fbrain/core/notification/message';
import type { Queryable } from './connection.ts';
import type { ChannelRow } from './notification-channel-store.ts';

/** A message that is to be sent now, with the channel it goes to. */
export interface ClaimedDelivery {
  id: string;
  message: NotificationMessage;
  /** This try included. */
  attempts: number;
  channel: ChannelRow;
}

type DeliveryRow = Omit<Delivery, 'nextAttemptAt' | 'createdAt' | 'finishedAt'> & {
  nextAttemptAt: Date | null;
  createdAt: Date;
  finishedAt: Date | null;
};

/** Days that a delivery can be looked at. */
const KEPT_DAYS = 30;

/** Puts messages on their way to channels. Belongs into the transaction that decided to tell them. */
export async function insertDeliveries(
  tx: Queryable,
  channels: readonly string[],
  messages: readonly NotificationMessage[],
): Promise<void> {
  const records = messages.flatMap((message) =>
    channels.map((channelId) => ({ id: Bun.randomUUIDv7(), channel_id: channelId, message })),
  );
  if (records.length === 0) return;
  await tx`
    insert into fbrain.notification_delivery (id, channel_id, message)
    select d.id, d.channel_id, d.message
    from json_to_recordset(${JSON.stringify(records)}::text::json) as d(id uuid, channel_id uuid, message jsonb)
    join fbrain.notification_channel as channel on channel.id = d.channel_id`;
}

/** Which messages to take. */
export interface DeliveryClaim {
  limit: number;
  /** Messages of one channel: a server that hangs must leave room for others. */
  perChannel: number;
  /** Channels that have had their share. */
  without: readonly string[];
  leaseMs: number;
}

/**
 * Takes messages that are due. Nobody else takes them for `leaseMs`: should this process die while it sends, another one
 * does it then.
 */
export async function claimDeliveries(sql: Queryable, claim: DeliveryClaim): Promise<ClaimedDelivery[]> {
  return await sql<ClaimedDelivery[]>`
    with due as (
      select delivery.id
      from fbrain.notification_channel as channel cross join lateral (
        select id, next_attempt_at from fbrain.notification_delivery
        where channel_id = channel.id and state = 'pending' and next_attempt_at <= now()
        order by next_attempt_at
        limit ${claim.perChannel}
        for update skip locked
      ) as delivery
      where channel.id <> all(${[...claim.without]}::uuid[])
      order by next_attempt_at
      limit ${claim.limit}
    )
    update fbrain.notification_delivery as delivery
    set attempts = attempts + 1, next_attempt_at = now() + make_interval(secs => ${claim.leaseMs / 1_000})
    from due, fbrain.notification_channel as channel
    where delivery.id = due.id and channel.id = delivery.channel_id
    returning delivery.id, message, attempts, json_build_object(
      'id', channel.id, 'name', channel.name, 'kind', channel.kind, 'settings', channel.settings,
      'secrets', channel.secrets, 'secretsSet', channel.secrets_set, 'target', channel.target
    ) as channel`;
}

/** How a try to send ended: `retryInMs` null = it was the last one. */
export type TryResult =
  | { delivered: true; answer: string }
  | { delivered: false; answer: string; retryInMs: number | null };

/** Notes what became of a try. Guarded by its number: one that came too late changes nothing. */
export async function finishTry(sql: Queryable, { id, attempts }: ClaimedDelivery, result: TryResult): Promise<void> {
  const retryInMs = result.delivered ? null : result.retryInMs;
  const state = result.delivered ? 'delivered' : retryInMs === null ? 'failed' : 'pending';
  await sql`
    update fbrain.notification_delivery
    set state = ${state}, answer = ${result.answer},
        next_attempt_at = now() + make_interval(secs => ${retryInMs === null ? null : retryInMs / 1_000}),
        finished_at = case when ${state !== 'pending'} then now() end
    where id = ${id} and attempts = ${attempts} and state = 'pending'`;
}

/** Keeps a message that was sent at once, such as a test. */
export async function recordDelivery(
  sql: Queryable,
  delivery: { id: string; channelId: string; message: NotificationMessage; delivered: boolean; answer: string },
): Promise<void> {
  const { id, channelId, message, delivered, answer } = delivery;
  await sql`
    insert into fbrain.notification_delivery
      (id, channel_id, message, state, attempts, next_attempt_at, answer, finished_at)
    values (
      ${id}, ${channelId}, ${JSON.stringify(message)}::text::jsonb, ${delivered ? 'delivered' : 'failed'}, 1, null, ${answer}, now()
    )`;
}

/** Newest first; `beforeId` is the last id of the page before. */
export async function listDeliveries(
  sql: Queryable,
  page: { limit: number; beforeId?: string | undefined; channelId?: string | undefined },
): Promise<Delivery[]> {
  const rows = await sql<DeliveryRow[]>`
    select delivery.id, channel_id, channel.name as channel_name, message, state, attempts, answer, next_attempt_at,
           delivery.created_at, finished_at
    from fbrain.notification_delivery as delivery
    join fbrain.notification_channel as channel on channel.id = channel_id
    where ${page.beforeId === undefined ? sql`true` : sql`delivery.id < ${page.beforeId}`}
      and ${page.channelId === undefined ? sql`true` : sql`channel_id = ${page.channelId}`}
    order by delivery.id desc
    limit ${page.limit}`;
  return rows.map((row) => ({
    ...row,
    nextAttemptAt: row.nextAttemptAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  }));
}

/** Forgets what was sent long ago. */
export async function pruneDeliveries(sql: Queryable): Promise<void> {
  await sql`
    delete from fbrain.notification_delivery where finished_at < now() - make_interval(days => ${KEPT_DAYS})`;
}

/** Whether a rule is to be looked at: a part of the pulse. */
export const hasRulesDue = (sql: Queryable) => sql`
  exists (select from fbrain.notification_rule where enabled and next_look_at <= now())`;

/** Whether a message is to be sent: a part of the pulse. */
export const hasMessagesDue = (sql: Queryable) => sql`
  exists (select from fbrain.notification_delivery where state = 'pending' and next_attempt_at <= now())`;
