import type { Database } from './connection.ts';

/** The leading worker tells every other second that notifications arrive. */
export const ALIVE_CHANNEL = 'fbrain_alive';
/** PostgreSQL takes less than 8000 bytes per notification. */
export const MAX_PAYLOAD_BYTES = 7_900;

/**
 * Sends notifications in one statement. Its commit does not wait for the disk: a lost notification costs time, and a
 * NOTIFY holds a lock that every other NOTIFY of the server waits for.
 */
export async function notify(sql: Database, channel: string, payloads: readonly string[]): Promise<void> {
  await sql`
    select set_config('synchronous_commit', 'off', true), pg_notify(${channel}, payload)
    from unnest(${payloads as string[]}::text[]) as payload`;
}

/** Joins texts into as few payloads as fit. */
export function packPayloads(texts: readonly string[], separator: string): string[] {
  const payloads: string[] = [];
  let bytes = MAX_PAYLOAD_BYTES;
  for (const text of texts) {
    const size = Buffer.byteLength(text) + separator.length;
    if (bytes + size > MAX_PAYLOAD_BYTES) {
      payloads.push(text);
      bytes = size;
    } else {
      payloads[payloads.length - 1] += `${separator}${text}`;
      bytes += size;
    }
  }
  return payloads;
}
