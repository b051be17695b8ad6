import type { EventBus, LiveEvent } from '@fbrain/core/event/live-event';
import { TransportDown } from '@fbrain/core/transport/transport';
import type { ConfirmChannel } from 'amqplib';
import { EventBatcher } from '../events/event-batcher.ts';
import { EventListeners } from '../events/event-listeners.ts';
import type { Logger } from '../logging/logger.ts';
import type { RabbitConnection } from './connection.ts';
import { KeptChannel } from './kept-channel.ts';
import type { Names } from './topology.ts';

/** Messages that may wait for a slow subscriber; the oldest are dropped, as events may be. */
const MAX_WAITING = 500;
/** Messages with something that a worker must react to go under one key, all others under another. */
const KEYS = { forWorkers: 'workers', forViews: 'views' } as const;
/** That of releases before there were two. */
const OLD_KEY = 'batch';
const WORKER_KINDS: readonly LiveEvent['kind'][] = ['cancel', 'queue', 'worker', 'task'];

export interface RabbitEventBusOptions {
  connection: RabbitConnection;
  names: Names;
  logger: Logger;
  /** What subscribers get; by default everything. A worker that heard of every run would do as much for each as views do. */
  hears?: 'everything' | 'what workers react to';
}

/** Live events over a topic exchange: each process that subscribes has a queue of its own, gone when it is. */
export class RabbitEventBus implements EventBus {
  private readonly options: RabbitEventBusOptions;
  private readonly listeners: EventListeners;
  private readonly batcher = new EventBatcher((events) => this.send(events));
  private readonly publishing: KeptChannel;
  /** Opened by the first subscriber: a process that only publishes gets no queue. */
  private subscribing: KeptChannel | null = null;
  private hadChannel = false;

  constructor(options: RabbitEventBusOptions) {
    this.options = options;
    this.listeners = new EventListeners(options.logger);
    const { connection, logger, names } = options;
    const setup = (channel: ConfirmChannel) => declareExchange(channel, names);
    this.publishing = new KeptChannel({ connection, logger, setup });
  }

  publish(events: readonly LiveEvent[]): void {
    this.batcher.add(events);
  }

  subscribe(listener: (events: readonly LiveEvent[]) => void): () => void {
    const { connection, logger } = this.options;
    this.subscribing ??= new KeptChannel({ connection, logger, setup: (channel) => this.listen(channel) });
    return this.listeners.subscribe(listener);
  }

  async close(): Promise<void> {
    this.batcher.close();
    await Promise.all([this.publishing.close(), this.subscribing?.close()]);
  }

  private send(events: readonly LiveEvent[]): void {
    const channel = this.publishing.current;
    // Nothing is sent into a blocked connection: it would be buffered without bound.
    if (!channel || this.options.connection.blocked()) throw new TransportDown('RabbitMQ is not connected');
    const key = events.some(({ kind }) => WORKER_KINDS.includes(kind)) ? KEYS.forWorkers : KEYS.forViews;
    channel.publish(this.options.names.eventExchange, key, Buffer.from(JSON.stringify(events)), {
      contentType: 'application/json',
      persistent: false,
    });
  }

  private async listen(channel: ConfirmChannel): Promise<void> {
    const { names } = this.options;
    await declareExchange(channel, names);
    const own = { exclusive: true, autoDelete: true, durable: false, maxLength: MAX_WAITING };
    const { queue } = await channel.assertQueue('', own);
    const keys = this.options.hears === 'what workers react to' ? [KEYS.forWorkers, OLD_KEY] : ['#'];
    for (const key of keys) await channel.bindQueue(queue, names.eventExchange, key);
    // Null means that the queue was deleted: a new channel makes a new one.
    const onMessage = (message: { content: Buffer } | null) =>
      message
        ? this.listeners.dispatchText(message.content.toString())
        : this.subscribing?.reopen('its queue was deleted');
    await channel.consume(queue, onMessage, { noAck: true });
    // What was published while there was no queue is lost.
    if (this.hadChannel) this.listeners.dispatch([{ kind: 'gap' }]);
    this.hadChannel = true;
  }
}

async function declareExchange(channel: ConfirmChannel, names: Names): Promise<void> {
  await channel.assertExchange(names.eventExchange, 'topic', { durable: false });
}
