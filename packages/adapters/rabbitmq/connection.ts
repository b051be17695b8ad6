import { reconnectDelayMs } from '@fbrain/core/retry/reconnect-delay';
import { TransportDown } from '@fbrain/core/transport/transport';
import { type ChannelModel, type ConfirmChannel, connect } from 'amqplib';
import type { Logger } from '../logging/logger.ts';
import { closeChannel } from './close-channel.ts';
import { closeModel, destroySocket } from './close-model.ts';
import { explainRabbitmqError, findOldRabbitmq } from './explain-error.ts';

/** Two to three silent intervals end the connection: a node that vanished is noticed within 8 to 12 s. */
const HEARTBEAT_S = 4;
const CONNECT_TIMEOUT_MS = 5_000;

export interface RabbitConnectionOptions {
  /** One or more amqp:// or amqps:// URLs separated by commas, tried in turn. May set its own `?heartbeat=`. */
  url: string;
  /** Shown in RabbitMQ's list of connections. */
  processName: string;
  logger: Logger;
}

/**
 * The one connection of a process to RabbitMQ. It connects by itself, again and again with backoff, until closed.
 * amqplib's own recovery is not used: it knows one URL only, and leaves half-dead sockets to the kernel.
 */
export class RabbitConnection {
  private readonly urls: readonly URL[];
  private readonly listeners = new Set<(isConnected: boolean) => void>();
  private model: ChannelModel | null = null;
  private blockedReason: string | null = null;
  private failures = 0;
  private attempts = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isClosed = false;
  private readonly options: RabbitConnectionOptions;

  constructor(options: RabbitConnectionOptions) {
    this.options = options;
    this.urls = parseUrls(options.url);
  }

  /** Begins to connect; `onChange` tells when it has. */
  start(): void {
    void this.connect();
  }

  isConnected(): boolean {
    return this.model !== null;
  }

  /** Why RabbitMQ takes no messages now (out of memory or disk), null when it does. */
  blocked(): string | null {
    return this.blockedReason;
  }

  /** Calls back after every connect and every loss. */
  onChange(listener: (isConnected: boolean) => void): void {
    this.listeners.add(listener);
  }

  /** Opens a channel in confirm mode. Its faults also arrive as rejections, so its error events only get logged. */
  async openChannel(): Promise<ConfirmChannel> {
    if (!this.model) throw new TransportDown('RabbitMQ is not connected; the connection is tried again by itself');
    const channel = await this.model.createConfirmChannel();
    channel.on('error', (error) => this.options.logger.debug('RabbitMQ closed a channel', { error: error.message }));
    return channel;
  }

  /** Does some work on a channel of its own: a failed declaration closes its channel, which must not be another's. */
  async withChannel<T>(work: (channel: ConfirmChannel) => Promise<T>): Promise<T> {
    const channel = await this.openChannel();
    try {
      return await work(channel);
    } finally {
      await closeChannel(channel);
    }
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.timer);
    const { model } = this;
    this.lose(model);
    if (model) await closeModel(model);
  }

  private async connect(): Promise<void> {
    const url = this.urls[this.attempts++ % this.urls.length] as URL;
    try {
      const model = await connect(url.href, {
        timeout: CONNECT_TIMEOUT_MS,
        noDelay: true,
        clientProperties: { connection_name: this.options.processName },
      });
      const fault = findOldRabbitmq(model.connection.serverProperties.version);
      if (fault !== null || this.isClosed) await closeModel(model);
      if (fault !== null) throw new Error(fault);
      if (!this.isClosed) this.use(model, url);
    } catch (error) {
      this.failures++;
      // The first failure is news, the rest is noise; the URL holds a password, its host does not.
      const level = this.failures === 1 ? 'warn' : 'debug';
      const reason = explainRabbitmqError(error);
      this.options.logger[level](`${reason} Trying again.`, { host: url.host });
      this.reconnectLater();
    }
  }

  private use(model: ChannelModel, url: URL): void {
    const { logger } = this.options;
    model.on('error', (error) => logger.debug('RabbitMQ connection error', { error: error.message }));
    model.on('close', (error) => {
      destroySocket(model);
      if (this.model !== model) return;
      logger.warn('RabbitMQ connection lost, connecting again', { host: url.host, error: error?.message });
      this.failures = 1;
      this.lose(model);
      this.reconnectLater();
    });
    model.on('blocked', (reason) => {
      this.blockedReason = reason;
      logger.warn('RabbitMQ takes no messages until its alarm clears', { reason });
    });
    model.on('unblocked', () => {
      this.blockedReason = null;
      logger.info('RabbitMQ takes messages again');
    });
    logger.info('RabbitMQ connected', { host: url.host });
    this.failures = 0;
    this.model = model;
    for (const listener of this.listeners) listener(true);
  }

  private lose(model: ChannelModel | null): void {
    if (!model || this.model !== model) return;
    this.model = null;
    this.blockedReason = null;
    for (const listener of this.listeners) listener(false);
  }

  private reconnectLater(): void {
    if (this.isClosed) return;
    this.timer = setTimeout(() => void this.connect(), reconnectDelayMs(this.failures, Math.random()));
  }
}

function parseUrls(list: string): URL[] {
  return list.split(',').map((text) => {
    const url = URL.parse(text.trim());
    // The text is not repeated in the message: it holds a password.
    if (!url || !/^amqps?:$/.test(url.protocol)) {
      throw new Error(
        'The RabbitMQ URL must be amqp://user:password@host:port, or several of them with commas between.',
      );
    }
    if (!url.searchParams.has('heartbeat')) url.searchParams.set('heartbeat', String(HEARTBEAT_S));
    return url;
  });
}
