import { type Lane, TransportDown } from '@fbrain/core/transport/transport';
import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import { type Topology, toRoutingKey } from './topology.ts';

/** Messages in flight per lane. With 100 hints each, few feed a worker for longer than a claim takes. */
const MIN_PREFETCH = 10;
/** What a worker does not get to waits at most 200 ms before others get it; this bounds how much that can be. */
const MAX_PREFETCH = 100;

/** A run that was started by itself is a message of its own: with fewer messages than slots, slots would stay free. */
export const prefetchOf = (slots: number): number => Math.min(Math.max(slots, MIN_PREFETCH), MAX_PREFETCH);

/**
 * Keeps one consumer per wanted lane on the present channel: declares what is missing, cancels what is no longer
 * wanted, and starts again what RabbitMQ cancelled.
 */
export class LaneConsumers {
  private readonly topology: Topology;
  private readonly prefetch: number;
  private readonly onMessage: (channel: ConfirmChannel, lane: Lane, message: ConsumeMessage) => void;
  private channel: ConfirmChannel | null = null;
  private wanted = new Map<string, Lane>();
  /** Consumer tags by lane. */
  private readonly active = new Map<string, string>();
  private tail: Promise<void> = Promise.resolve();

  /** @param slots runs that the worker executes at once */
  constructor(topology: Topology, slots: number, onMessage: LaneConsumers['onMessage']) {
    this.topology = topology;
    this.prefetch = prefetchOf(slots);
    this.onMessage = onMessage;
  }

  /** Consumes on a new channel from now on. */
  async attach(channel: ConfirmChannel): Promise<void> {
    this.channel = channel;
    this.active.clear();
    // The channel before may have ended because a queue was deleted.
    this.topology.forgetLanes();
    // Counts per consumer, not per channel: global limits do not work with quorum queues.
    await channel.prefetch(this.prefetch, false);
    await this.sync();
  }

  /** Whether messages of this channel can still be settled. */
  isOn(channel: ConfirmChannel): boolean {
    return this.channel === channel;
  }

  /** The channel is gone and its consumers with it. */
  detach(channel: ConfirmChannel): void {
    if (this.channel !== channel) return;
    this.channel = null;
    this.active.clear();
  }

  /** Resolves when exactly these lanes are consumed, opened in this order, or at once when there is no channel. */
  async want(lanes: readonly Lane[]): Promise<void> {
    this.wanted = new Map(lanes.map((lane) => [toRoutingKey(lane), lane]));
    await this.sync();
  }

  /** One synchronisation after the other: each begins with what the one before has left. */
  private sync(): Promise<void> {
    this.tail = this.tail.catch(() => {}).then(() => this.syncOnce());
    return this.tail;
  }

  private async syncOnce(): Promise<void> {
    const { channel } = this;
    if (!channel) return;
    for (const [key, tag] of this.active) {
      if (this.wanted.has(key)) continue;
      this.active.delete(key);
      await channel.cancel(tag);
    }
    for (const [key, lane] of this.wanted) {
      if (!this.active.has(key)) await this.consume(channel, key, lane);
    }
  }

  private async consume(channel: ConfirmChannel, key: string, lane: Lane): Promise<void> {
    await this.topology.ensureLane(lane);
    if (this.channel !== channel) throw new TransportDown('RabbitMQ closed the channel before a lane was opened on it');
    // Chosen by us, so that a lane counts as active before its first message can arrive.
    const consumerTag = `${key}.${Bun.randomUUIDv7()}`;
    this.active.set(key, consumerTag);
    const onMessage = (message: ConsumeMessage | null) => {
      if (message) this.onMessage(channel, lane, message);
      else this.restart(key, lane);
    };
    try {
      await channel.consume(this.topology.names.laneQueue(lane), onMessage, { consumerTag, noAck: false });
    } catch (error) {
      // By now the lane may be active on the next channel.
      if (this.active.get(key) === consumerTag) this.active.delete(key);
      throw error;
    }
  }

  /** RabbitMQ cancelled the consumer: its queue was deleted. */
  private restart(key: string, lane: Lane): void {
    this.active.delete(key);
    this.topology.forgetLane(lane);
    // Failing means that the channel is gone: the next one gets all wanted lanes.
    this.sync().catch(() => {});
  }
}
