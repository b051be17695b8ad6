import type { Channel, ChannelKind, ChannelSettings, SecretName } from '@fbrain/core/notification/channel';
import type { Queryable } from './connection.ts';

/** A channel as it is stored. */
export interface ChannelRow {
  id: string;
  name: string;
  kind: ChannelKind;
  settings: ChannelSettings;
  /** Sealed JSON. */
  secrets: string;
  secretsSet: SecretName[];
  target: string;
}

type StoredRow = ChannelRow & { createdAt: Date; updatedAt: Date };

/** By name. */
export async function listChannels(sql: Queryable): Promise<Channel[]> {
  const rows = await sql<StoredRow[]>`
    select id, name, kind, settings, secrets_set, target, created_at, updated_at
    from fbrain.notification_channel
    order by name`;
  return rows.map(toChannel);
}

/** With its sealed secrets. Null = there is none. */
export async function readChannel(sql: Queryable, id: string): Promise<ChannelRow | null> {
  const [row] = await sql<ChannelRow[]>`
    select id, name, kind, settings, secrets, secrets_set, target from fbrain.notification_channel where id = ${id}`;
  return row ?? null;
}

/** Inserts or replaces. Throws for a name that is taken (`isTakenName`). */
export async function saveChannel(sql: Queryable, channel: ChannelRow): Promise<Channel> {
  const { id, name, kind, settings, secrets, secretsSet, target } = channel;
  const [row] = await sql<StoredRow[]>`
    insert into fbrain.notification_channel (id, name, kind, settings, secrets, secrets_set, target)
    values (${id}, ${name}, ${kind}, ${sql.json({ ...settings })}, ${secrets}, ${secretsSet}, ${target})
    on conflict (id) do update
    set name = excluded.name, settings = excluded.settings, secrets = excluded.secrets,
        secrets_set = excluded.secrets_set, target = excluded.target, updated_at = now()
    returning id, name, kind, settings, secrets_set, target, created_at, updated_at`;
  if (!row) throw new Error('The channel was not stored.');
  return toChannel(row);
}

/** Its rules tell it no more, and what was on its way is dropped. Null = there is none. */
export async function deleteChannel(sql: Queryable, id: string): Promise<Channel | null> {
  const [row] = await sql<StoredRow[]>`
    with unused as (
      update fbrain.notification_rule set channels = array_remove(channels, ${id}::uuid) where ${id}::uuid = any(channels)
    )
    delete from fbrain.notification_channel where id = ${id}
    returning id, name, kind, settings, secrets_set, target, created_at, updated_at`;
  return row ? toChannel(row) : null;
}

/** Those of `ids` that there are. */
export async function knownChannels(sql: Queryable, ids: readonly string[]): Promise<Set<string>> {
  const rows = await sql<{ id: string }[]>`
    select id from fbrain.notification_channel where id = any(${ids as string[]}::uuid[])`;
  return new Set(rows.map(({ id }) => id));
}

export async function countChannels(sql: Queryable): Promise<number> {
  const [row] = await sql<{ count: number }[]>`select count(*) as count from fbrain.notification_channel`;
  return row?.count ?? 0;
}

const toChannel = ({ id, name, kind, settings, secretsSet, target, createdAt, updatedAt }: StoredRow): Channel => ({
  id,
  name,
  kind,
  settings,
  secretsSet,
  target,
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
});
