import { type HintPublisher, type Lane, type ReadyHint, TransportDown } from '@fbrain/core/transport/transport';
import type { ConfirmChannel, Message } from 'amqplib';
import { confirmWithin } from '../confirm-within.ts';
import type { Logger } from '../logging/logger.ts';
import type { RabbitConnection } from './connection.ts';
import { encodeHints, HINT_CONTENT_TYPE } from './hint-message.ts';
import { KeptChannel } from './kept-channel.ts';
import { type Topology, toRoutingKey } from './topology.ts';

/** Hints that may wait for their confirm, some 10 MB of memory. Beyond that RabbitMQ does not keep up: say so. */
const MAX_UNCONFIRMED = 100_000;

export interface RabbitHintPublisherOptions {
  connection: RabbitConnection;
  topology: Topology;
  logger: Logger;
  confirmTimeoutMs: number;
}

/** What is sent and confirmed together: while other hints are on their way, all calls of one turn of the event loop. */
interface Batch {
  hints: ReadyHint[];
  confirmed: Promise<void>;
}

export class RabbitHintPublisher implements HintPublisher {
  private readonly options: RabbitHintPublisherOptions;
  private readonly kept: KeptChannel;
  private next: Batch | null = null;
  private unconfirmed = 0;
  private lastMessageId = 0;
  /** Messages that came back because no queue was bound; RabbitMQ tells it just before it confirms them. */
  private readonly returned = new Set<string>();
  /** Resolves when the socket takes more; null while it does. */
  private drain: Promise<void> | null = null;

  constructor(options: RabbitHintPublisherOptions) {
    this.options = options;
    const { connection, logger, topology } = options;
    const setup = async (channel: ConfirmChannel) => {
      // The channel before may have ended because the exchange was deleted.
      topology.forgetLanes();
      channel.on('return', (message: Message) => this.returned.add(message.properties.messageId));
    };
    this.kept = new KeptChannel({ connection, logger, setup, onLost: () => this.returned.clear() });
  }

  isConnected(): boolean {
    return this.kept.current !== null && this.options.connection.blocked() === null;
  }

  async publish(hints: readonly ReadyHint[]): Promise<void> {
    if (hints.length === 0) return;
    this.requireRoomFor(hints.length);
    this.next ??= this.openBatch();
    const batch = this.next;
    for (const hint of hints) batch.hints.push(hint);
    this.unconfirmed += hints.length;
    await batch.confirmed;
  }

  async backlog(lane: Lane): Promise<number> {
    const { topology, confirmTimeoutMs } = this.options;
    return await confirmWithin(topology.countReady(lane), confirmTimeoutMs, 'RabbitMQ');
  }

  async close(): Promise<void> {
    await this.kept.close();
  }

  private requireRoomFor(count: number): void {
    const blocked = this.options.connection.blocked();
    if (blocked) throw new TransportDown(`RabbitMQ takes no messages: ${blocked}`);
    if (!this.kept.current)
      throw new TransportDown('RabbitMQ is not connected; the connection is tried again by itself');
    // One publish may be larger than the bound: a batch of the API must be sendable at all.
    if (this.unconfirmed > 0 && this.unconfirmed + count > MAX_UNCONFIRMED) {
      throw new TransportDown(`${this.unconfirmed} hints wait for RabbitMQ's confirm already; send again later`);
    }
  }

  private openBatch(): Batch {
    const hints: ReadyHint[] = [];
    // At rest a hint goes at once.
    const gathered = this.unconfirmed === 0 ? Promise.resolve() : new Promise<void>((resolve) => setImmediate(resolve));
    const confirmed = gathered.then(() => {
      this.next = null;
      return this.send(hints);
    });
    return { hints, confirmed };
  }

  private async send(hints: readonly ReadyHint[]): Promise<void> {
    const channel = this.kept.current;
    const messages = groupByLane(hints).flatMap(({ lane, runIds }) =>
      encodeHints(runIds).map((content) => this.sendMessage(lane, content)),
    );
    try {
      await confirmWithin(Promise.all(messages), this.options.confirmTimeoutMs, 'RabbitMQ');
    } catch (error) {
      // A channel that owes confirms is given up, so that late ones cannot pile up on it.
      if (channel && channel === this.kept.current) this.kept.reopen('it did not confirm messages');
      throw error;
    } finally {
      this.unconfirmed -= hints.length;
    }
  }

  private async sendMessage(lane: Lane, content: Buffer): Promise<void> {
    const { topology } = this.options;
    await topology.ensureLane(lane);
    if (await this.isRouted(lane, content)) return;
    topology.forgetLane(lane);
    await topology.ensureLane(lane);
    if (await this.isRouted(lane, content)) return;
    throw new TransportDown(`RabbitMQ has no queue for ${toRoutingKey(lane)}, although it was just declared`);
  }

  /** Publishes and waits for the confirm; false if the message came back for want of a queue. */
  private async isRouted(lane: Lane, content: Buffer): Promise<boolean> {
    while (this.drain) await this.drain;
    const channel = this.kept.current;
    if (!channel) throw new TransportDown('RabbitMQ lost its connection before it confirmed');
    const messageId = String(++this.lastMessageId);
    const options = { contentType: HINT_CONTENT_TYPE, mandatory: true, persistent: true, messageId };
    return await new Promise((resolve, reject) => {
      const onConfirm = (error: Error | null) => (error ? reject(error) : resolve(!this.returned.delete(messageId)));
      const { runExchange } = this.options.topology.names;
      const canTakeMore = channel.publish(runExchange, toRoutingKey(lane), content, options, onConfirm);
      if (!canTakeMore) this.drain ??= this.nextDrain(channel);
    });
  }

  /** Resolves on 'drain', or when the channel ends and there is nothing to wait for. */
  private async nextDrain(channel: ConfirmChannel): Promise<void> {
    await new Promise<void>((resolve) => {
      channel.once('drain', resolve);
      channel.once('close', resolve);
    });
    this.drain = null;
  }
}

function groupByLane(hints: readonly ReadyHint[]): { lane: Lane; runIds: string[] }[] {
  const lanes = new Map<string, { lane: Lane; runIds: string[] }>();
  for (const { queue, band, runId } of hints) {
    const key = `${queue} ${band}`;
    const group = lanes.get(key);
    if (group) group.runIds.push(runId);
    else lanes.set(key, { lane: { queue, band }, runIds: [runId] });
  }
  return [...lanes.values()];
}
