import type { EventBus, LiveEvent } from '@fbrain/core/event/live-event';
import { confirmWithin } from '../confirm-within.ts';
import { EventBatcher } from '../events/event-batcher.ts';
import { EventListeners } from '../events/event-listeners.ts';
import type { Logger } from '../logging/logger.ts';
import type { Database } from './connection.ts';
import type { PostgresListener } from './postgres-transport-listener.ts';
import { MAX_PAYLOAD_BYTES, notify, packPayloads } from './postgres-transport-notify.ts';

const EVENT_CHANNEL = 'fbrain_events';
/** An event that waits longer than this is old news. */
const SEND_TIMEOUT_MS = 5_000;
/** Each message is a statement and a commit. */
const PACE_MS = 8;
/** Room for the brackets around the list. */
const MAX_EVENT_BYTES = MAX_PAYLOAD_BYTES - 2;

export interface PostgresEventBusOptions {
  sql: Database;
  listener: PostgresListener;
  logger: Logger;
}

/** Live events as notifications, several to a payload. */
export class PostgresEventBus implements EventBus {
  private readonly options: PostgresEventBusOptions;
  private readonly listeners: EventListeners;
  private readonly batcher = new EventBatcher((events) => this.send(events), { paceMs: PACE_MS });
  private isListening = false;
  private hadConnection = false;

  constructor(options: PostgresEventBusOptions) {
    this.options = options;
    this.listeners = new EventListeners(options.logger);
  }

  publish(events: readonly LiveEvent[]): void {
    this.batcher.add(events);
  }

  subscribe(listener: (events: readonly LiveEvent[]) => void): () => void {
    const unsubscribe = this.listeners.subscribe(listener);
    if (!this.isListening) this.listen();
    return unsubscribe;
  }

  close(): void {
    this.batcher.close();
  }

  private listen(): void {
    this.isListening = true;
    const onListening = () => {
      // What was notified while there was no connection is lost.
      if (this.hadConnection) this.listeners.dispatch([{ kind: 'gap' }]);
      this.hadConnection = true;
    };
    this.options.listener.listen(EVENT_CHANNEL, (payload) => this.listeners.dispatchText(payload), onListening);
  }

  private async send(events: readonly LiveEvent[]): Promise<void> {
    await confirmWithin(notify(this.options.sql, EVENT_CHANNEL, toPayloads(events)), SEND_TIMEOUT_MS, 'PostgreSQL');
  }
}

/** JSON lists of events, each small enough for one notification. An event too large for any is told as a gap. */
export function toPayloads(events: readonly LiveEvent[]): string[] {
  const texts = events.map((event) => {
    const text = JSON.stringify(event);
    return Buffer.byteLength(text) < MAX_EVENT_BYTES ? text : JSON.stringify({ kind: 'gap' } satisfies LiveEvent);
  });
  return packPayloads(texts, ',').map((list) => `[${list}]`);
}
