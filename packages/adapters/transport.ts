import type { EventBus } from '@fbrain/core/event/live-event';
import type { HintPublisher, RunSource } from '@fbrain/core/transport/transport';
import type { Logger } from './logging/logger.ts';
import type { Database } from './postgres/connection.ts';
import { PostgresEventBus } from './postgres/postgres-event-bus.ts';
import { PostgresHintPublisher, PostgresRunSource } from './postgres/postgres-transport.ts';
import { PostgresListener } from './postgres/postgres-transport-listener.ts';
import type { RunClaimer } from './postgres/run-claim-store.ts';
import { RabbitConnection } from './rabbitmq/connection.ts';
import { RabbitRunSource } from './rabbitmq/consumer.ts';
import { RabbitHintPublisher } from './rabbitmq/publisher.ts';
import { RabbitEventBus, type RabbitEventBusOptions } from './rabbitmq/rabbitmq-event-bus.ts';
import { Names, Topology } from './rabbitmq/topology.ts';

/** Longest wait for the carrier to confirm hints; the dispatcher sends them again after that. */
const CONFIRM_TIMEOUT_MS = 10_000;
/** A carrier that is up but delivers nothing is found out within two or three such spans. */
const CHECK_EVERY_MS = 5_000;

/** How work and news travel between the processes of one installation. */
export interface Transport {
  kind: 'rabbitmq' | 'postgres';
  publisher: HintPublisher;
  /** Opens the source of one worker, which executes `slots` runs at once. Stopped by itself, or with `close`. */
  createSource(claimer: RunClaimer, slots: number): RunSource;
  events: EventBus;
  isConnected(): boolean;
  close(): Promise<void>;
}

export interface TransportOptions {
  /** Carries notifications where there is no RabbitMQ. */
  sql: Database;
  /** Comma-separated amqp:// or amqps:// URLs. Without it PostgreSQL is the carrier. */
  rabbitmqUrl?: string;
  /** Begins all names in RabbitMQ; "fbrain" unless told. */
  prefix?: string;
  /** Names this process in RabbitMQ's list of connections. */
  processName: string;
  logger: Logger;
  /** Which events are brought to this process, at least. */
  hears?: RabbitEventBusOptions['hears'];
  /** For the metrics. */
  hooks?: TransportHooks;
  confirmTimeoutMs?: number;
  /** How often a silent connection is checked for life. */
  checkEveryMs?: number;
}

export interface TransportHooks {
  /** A message that is no hint was moved out of its lane. */
  onQuarantined?: () => void;
  /** Messages waited, but none was delivered; the channel was opened again. */
  onStall?: () => void;
}

/** Begins to connect and returns at once: a carrier that is down delays work and loses none. */
export function openTransport(options: TransportOptions): Transport {
  return options.rabbitmqUrl ? openRabbitTransport(options, options.rabbitmqUrl) : openPostgresTransport(options);
}

function openRabbitTransport(options: TransportOptions, url: string): Transport {
  const {
    processName,
    hooks,
    hears = 'everything',
    confirmTimeoutMs = CONFIRM_TIMEOUT_MS,
    checkEveryMs = CHECK_EVERY_MS,
  } = options;
  const logger = options.logger.child({ transport: 'rabbitmq' });
  const connection = new RabbitConnection({ url, processName, logger });
  const topology = new Topology(connection, new Names(options.prefix ?? 'fbrain'));
  const publisher = new RabbitHintPublisher({ connection, topology, logger, confirmTimeoutMs });
  const events = new RabbitEventBus({ connection, names: topology.names, logger, hears });
  const sources: RunSource[] = [];
  connection.start();
  return {
    kind: 'rabbitmq',
    publisher,
    createSource(claimer, slots) {
      const source = new RabbitRunSource({ connection, topology, claimer, slots, logger, checkEveryMs, ...hooks });
      sources.push(source);
      return source;
    },
    events,
    isConnected: () => connection.isConnected(),
    async close() {
      await Promise.all([...sources.map((source) => source.stop()), publisher.close(), events.close()]);
      await connection.close();
    },
  };
}

function openPostgresTransport(options: TransportOptions): Transport {
  const { sql, confirmTimeoutMs = CONFIRM_TIMEOUT_MS, checkEveryMs = CHECK_EVERY_MS } = options;
  const logger = options.logger.child({ transport: 'postgres' });
  const listener = new PostgresListener({ sql, logger, checkEveryMs });
  const events = new PostgresEventBus({ sql, listener, logger });
  const sources: RunSource[] = [];
  return {
    kind: 'postgres',
    publisher: new PostgresHintPublisher({ sql, listener, confirmTimeoutMs }),
    createSource(claimer) {
      const source = new PostgresRunSource(listener, claimer);
      sources.push(source);
      return source;
    },
    events,
    isConnected: () => listener.isConnected(),
    async close() {
      events.close();
      await Promise.all(sources.map((source) => source.stop()));
      await listener.close();
    },
  };
}
