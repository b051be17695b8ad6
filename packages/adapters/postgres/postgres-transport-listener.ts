import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { confirmWithin } from '../confirm-within.ts';
import type { Logger } from '../logging/logger.ts';
import type { Database } from './connection.ts';
import { ALIVE_CHANNEL, notify } from './postgres-transport-notify.ts';

const PING_TIMEOUT_MS = 3_000;

export interface PostgresListenerOptions {
  sql: Database;
  logger: Logger;
  /** How often to ask for a sign of life; costs one small statement each time. */
  checkEveryMs: number;
}

interface Subscription {
  channel: string;
  onPayload: (payload: string) => void;
  /** Called with every new connection: what was notified before it is lost. */
  onListening: () => void;
}

/**
 * Listens to notifications on a connection of its own, shared by all of a process. When it has heard nothing for some
 * seconds, which with a leading worker never happens, it notifies itself: an answer that does not come means that the connection is dead, whatever it looks like, and a new one is
 * opened. postgres.js alone never notices a peer that vanished without a word.
 */
export class PostgresListener {
  private readonly options: PostgresListenerOptions;
  private readonly subscriptions: Subscription[] = [];
  private readonly pingChannel = `fbrain_ping_${randomBytes(8).toString('hex')}`;
  private client: postgres.Sql | null = null;
  private isAlive = false;
  private isClosed = false;
  private onPong: () => void = () => {};
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: PostgresListenerOptions) {
    this.options = options;
    const onListening = () => {};
    this.subscriptions.push({ channel: ALIVE_CHANNEL, onPayload: () => this.hearAlive(), onListening });
    this.subscriptions.push({ channel: this.pingChannel, onPayload: () => this.onPong(), onListening });
    this.open();
  }

  isConnected(): boolean {
    return this.isAlive;
  }

  /** Listens to one more channel, as long as the process lives. */
  listen(channel: string, onPayload: Subscription['onPayload'], onListening: Subscription['onListening']): void {
    const subscription = { channel, onPayload, onListening };
    this.subscriptions.push(subscription);
    if (this.client) this.listenOn(this.client, subscription);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.isAlive = false;
    clearTimeout(this.timer);
    await this.client?.end({ timeout: 0 });
  }

  private open(): void {
    // The options of a client are accepted by the next one, which is how postgres.js itself opens listeners.
    const client = postgres({ ...this.options.sql.options, max: 1 } as unknown as postgres.Options<
      Record<string, postgres.PostgresType>
    >);
    this.client = client;
    for (const subscription of this.subscriptions) this.listenOn(client, subscription);
    this.pingLater();
  }

  private listenOn(client: postgres.Sql, { channel, onPayload, onListening }: Subscription): void {
    const onListen = () => {
      if (client !== this.client) return;
      this.isAlive = true;
      onListening();
    };
    // A failure shows as a missing answer to the next ping.
    client.listen(channel, onPayload, onListen).catch((error) => {
      this.options.logger.debug('LISTEN failed, trying again', { channel, error });
    });
  }

  /** A sign of life: no need to ask for one. While a ping is under way there is no timer, and its answer counts. */
  private hearAlive(): void {
    if (this.timer !== undefined) this.pingLater();
  }

  private pingLater(): void {
    clearTimeout(this.timer);
    if (this.isClosed) return;
    this.timer = setTimeout(() => void this.ping(), this.options.checkEveryMs);
  }

  /** Notifies itself and opens a new connection if that does not arrive. */
  private async ping(): Promise<void> {
    this.timer = undefined;
    const pong = new Promise<void>((resolve) => {
      this.onPong = resolve;
    });
    const { sql, logger } = this.options;
    try {
      const timeoutMs = Math.min(PING_TIMEOUT_MS, this.options.checkEveryMs);
      await confirmWithin(Promise.all([notify(sql, this.pingChannel, ['']), pong]), timeoutMs, 'PostgreSQL');
      this.pingLater();
    } catch (error) {
      if (this.isClosed) return;
      if (this.isAlive) logger.warn('PostgreSQL notifications do not arrive, connecting again', { error });
      this.isAlive = false;
      void this.client?.end({ timeout: 0 });
      this.open();
    }
  }
}
