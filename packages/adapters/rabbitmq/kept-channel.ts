import { reconnectDelayMs } from '@fbrain/core/retry/reconnect-delay';
import type { ConfirmChannel } from 'amqplib';
import type { Logger } from '../logging/logger.ts';
import { closeChannel } from './close-channel.ts';
import type { RabbitConnection } from './connection.ts';

export interface KeptChannelOptions {
  connection: RabbitConnection;
  logger: Logger;
  /** Prepares each new channel before it is used. */
  setup: (channel: ConfirmChannel) => Promise<void>;
  /** A channel is gone, and with it what it had not confirmed or acknowledged. */
  onLost?: (channel: ConfirmChannel) => void;
}

/** A channel that comes back: opened with every new connection, and again when it alone was closed. */
export class KeptChannel {
  /** The open channel, null while there is none. */
  current: ConfirmChannel | null = null;
  private isOpening = false;
  private isClosed = false;
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly options: KeptChannelOptions;

  constructor(options: KeptChannelOptions) {
    this.options = options;
    options.connection.onChange((isConnected) => {
      if (isConnected) void this.open();
    });
    if (options.connection.isConnected()) void this.open();
  }

  /** Gives the present channel up and opens another one. */
  reopen(reason: string): void {
    const channel = this.current;
    if (!channel) return;
    this.options.logger.warn('RabbitMQ channel is opened again', { reason });
    this.lose(channel);
    channel.close().catch(() => {});
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.timer);
    const channel = this.current;
    this.current = null;
    if (channel) await closeChannel(channel);
  }

  private async open(): Promise<void> {
    clearTimeout(this.timer);
    if (this.isClosed || this.isOpening || this.current || !this.options.connection.isConnected()) return;
    this.isOpening = true;
    try {
      await this.openOnce();
      this.failures = 0;
    } catch (error) {
      this.failures++;
      // The first failure is news, the rest is noise.
      const level = this.failures === 1 ? 'warn' : 'debug';
      this.options.logger[level]('RabbitMQ channel could not be opened, trying again', { error });
    } finally {
      this.isOpening = false;
    }
    if (!this.current) this.openLater();
  }

  private async openOnce(): Promise<void> {
    const channel = await this.options.connection.openChannel();
    let isOpen = true;
    channel.once('close', () => {
      isOpen = false;
      this.lose(channel);
    });
    try {
      await this.options.setup(channel);
    } catch (error) {
      channel.close().catch(() => {});
      throw error;
    }
    if (isOpen && !this.isClosed) this.current = channel;
    else channel.close().catch(() => {});
  }

  private lose(channel: ConfirmChannel): void {
    this.options.onLost?.(channel);
    if (this.current !== channel) return;
    this.current = null;
    this.openLater();
  }

  private openLater(): void {
    if (this.isClosed) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.open(), reconnectDelayMs(Math.max(1, this.failures), Math.random()));
  }
}
