import { getBulkAction } from '@fbrain/adapters/postgres/bulk-action-store';
import type { Database } from '@fbrain/adapters/postgres/connection';
import { listChannels } from '@fbrain/adapters/postgres/notification-channel-store';
import { getRule } from '@fbrain/adapters/postgres/notification-rule-store';
import { listQueues } from '@fbrain/adapters/postgres/queue-store';
import { getRetention } from '@fbrain/adapters/postgres/retention-store';
import { getSchedule } from '@fbrain/adapters/postgres/schedule-store';
import { getSecret } from '@fbrain/adapters/postgres/secret-store';
import { getToken } from '@fbrain/adapters/postgres/token-store';
import { getUser } from '@fbrain/adapters/postgres/user-store';
import type { Json } from '@fbrain/core/run/json';
import { isName } from '@fbrain/core/task/task-name';
import { isUuid } from '../http/uuid.ts';

/** How to read what a change is about, by the kind that its path names. What is not here has no before and after. */
const READERS: Readonly<Record<string, (sql: Database, id: string) => Promise<object | null>>> = {
  queue: async (sql, name) => {
    const queue = (await listQueues(sql)).find((one) => one.name === name);
    return queue ? { name, paused: queue.paused, concurrency: queue.concurrency, rate: queue.rate } : null;
  },
  schedule: async (sql, key) => {
    const schedule = isUuid(key) || isName(key) ? await getSchedule(sql, key) : null;
    if (!schedule) return null;
    // What it did is no part of what it is.
    const { lastSlot, recent, nextSlotAt, nextDueAt, ...settings } = schedule;
    return settings;
  },
  'bulk-action': async (sql, id) => (isUuid(id) ? await getBulkAction(sql, id) : null),
  notification: async (sql, id) => {
    if (!isUuid(id)) return null;
    return (await getRule(sql, id)) ?? (await listChannels(sql)).find((channel) => channel.id === id) ?? null;
  },
  setting: async (sql, name) => (name === 'retention' ? await getRetention(sql) : null),
  /** Never its value, which is not in it. */
  secret: async (sql, name) => (isName(name) ? await getSecret(sql, name) : null),
  user: async (sql, id) => (isUuid(id) ? await getUser(sql, id) : null),
  token: async (sql, id) => (isUuid(id) ? await getToken(sql, id) : null),
};

/** What something is now; null if it is not there, or nothing is said about things of its kind. */
export async function readAuditTarget(sql: Database, kind: string, id: string): Promise<Json> {
  return ((await READERS[kind]?.(sql, id)) ?? null) as Json;
}
