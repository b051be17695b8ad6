import { fromBand, PRIORITIES } from '@fbrain/core/run/priority';
import { type Lane, TransportDown } from '@fbrain/core/transport/transport';
import type { ConfirmChannel } from 'amqplib';
import type { RabbitConnection } from './connection.ts';

/** How often a message may go back before RabbitMQ drops it; see `declareLane`. The dispatcher then sends anew. */
const DELIVERY_LIMIT = 10_000;

/** Names of everything F_BRAIN declares in RabbitMQ. Installations that share a node differ in their prefix. */
export class Names {
  readonly prefix: string;

  constructor(prefix: string) {
    this.prefix = prefix;
  }

  get runExchange(): string {
    return `${this.prefix}.run`;
  }

  get eventExchange(): string {
    return `${this.prefix}.events`;
  }

  get quarantine(): string {
    return `${this.prefix}.quarantine`;
  }

  laneQueue(lane: Lane): string {
    return `${this.runExchange}.${toRoutingKey(lane)}`;
  }
}

/** "reports.normal" for band 1 of the queue "reports". */
export const toRoutingKey = (lane: Lane): string => `${lane.queue}.${fromBand(lane.band)}`;

export const lanesOf = (queue: string): Lane[] => PRIORITIES.map((_, band) => ({ queue, band }));

/** Declares lanes when they are first used on a connection: RabbitMQ may come back empty. */
export class Topology {
  readonly names: Names;
  private readonly connection: RabbitConnection;
  private readonly declared = new Map<string, Promise<void>>();
  private readonly declaring = new Set<string>();

  constructor(connection: RabbitConnection, names: Names) {
    this.connection = connection;
    this.names = names;
    connection.onChange(() => this.forgetLanes());
  }

  /** Resolves when the lane's queue exists and is bound. */
  ensureLane(lane: Lane): Promise<void> {
    const key = toRoutingKey(lane);
    const known = this.declared.get(key);
    if (known) return known;
    this.declaring.add(key);
    const declaration = this.connection
      .withChannel((channel) => declareLane(channel, this.names, lane))
      .catch((error) => {
        this.declared.delete(key);
        throw error;
      })
      .finally(() => this.declaring.delete(key));
    this.declared.set(key, declaration);
    return declaration;
  }

  forgetLanes(): void {
    this.declared.clear();
  }

  /** The lane turned out to be gone: the next `ensureLane` declares it anew. */
  forgetLane(lane: Lane): void {
    const key = toRoutingKey(lane);
    // A declaration under way is as good as a new one; hundreds of returned messages then share it.
    if (!this.declaring.has(key)) this.declared.delete(key);
  }

  /** Messages that wait in a lane and are with no consumer; 0 if it does not exist. */
  async countReady(lane: Lane): Promise<number> {
    try {
      const check = (channel: ConfirmChannel) => channel.checkQueue(this.names.laneQueue(lane));
      return (await this.connection.withChannel(check)).messageCount;
    } catch (error) {
      if (isNotFound(error)) return 0;
      if (error instanceof TransportDown) throw error;
      throw new TransportDown('RabbitMQ did not tell how much waits', { cause: error });
    }
  }
}

async function declareLane(channel: ConfirmChannel, names: Names, lane: Lane): Promise<void> {
  const queue = names.laneQueue(lane);
  await channel.assertExchange(names.runExchange, 'direct', { durable: true });
  await channel.assertQueue(queue, {
    durable: true,
    // Without a delivery limit a quorum queue puts what is handed back at its end, and RabbitMQ 4 has a default of 20.
    arguments: { 'x-queue-type': 'quorum', 'x-delivery-limit': DELIVERY_LIMIT },
  });
  await channel.bindQueue(queue, names.runExchange, toRoutingKey(lane));
}

const isNotFound = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 404;
