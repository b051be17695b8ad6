import type { Logger } from '@fbrain/adapters/logging/logger';
import { countedEvents } from '@fbrain/adapters/metrics/counted-events';
import { type Database, openDatabase } from '@fbrain/adapters/postgres/connection';
import { createDatabaseClock, type DatabaseClock } from '@fbrain/adapters/postgres/database-clock';
import { openTransport, type Transport, type TransportHooks } from '@fbrain/adapters/transport';
import type { LiveEvent } from '@fbrain/core/event/live-event';
import type { WorkerConfig } from '../config.ts';
import { waitForSchema } from './wait-for-schema.ts';

/** What a worker keeps its runs in and gets them through. */
export interface Storage {
  sql: Database;
  /** One connection for the pulse alone: the leader's lock lives in its session. */
  pulseSql: Database;
  clock: DatabaseClock;
  transport: Transport;
  /** `atOnce` gives up what is under way: it may hang on a dead connection. */
  close(options?: { atOnce: boolean }): Promise<void>;
}

interface StorageOptions {
  config: WorkerConfig;
  logger: Logger;
  isCancelled(): boolean;
  onWaiting(forWhat: string): void;
  hooks: TransportHooks;
  /** Is shown all events that this worker publishes. */
  countEvents(events: readonly LiveEvent[]): void;
}

/**
 * A pulse is sent every second. A leader that sends none for so long, frozen or cut off, loses its lock with its session,
 * and another worker leads with its next pulse: within 5 s.
 */
const FAIL_OVER_MS = 3_500;
/** A connection that does not close in time is dropped. */
const CLOSE_TIMEOUT_S = 5;

/** Opens database and transport. Null = cancelled while it waited for the database. */
export async function openStorage(options: StorageOptions): Promise<Storage | null> {
  const { config, logger, isCancelled, onWaiting, hooks, countEvents } = options;
  const applicationName = `fbrain-worker ${config.workerName}`;
  const sql = openDatabase({
    url: config.databaseUrl,
    max: config.databasePool,
    applicationName,
    keepsToIndexes: true,
  });
  const pulseSql = openDatabase({
    url: config.databaseUrl,
    max: 1,
    applicationName: `${applicationName} pulse`,
    // A dead connection is given up while there is time to renew the lease on another one.
    statementTimeoutMs: config.leaseMs / 2,
    idleTimeoutMs: FAIL_OVER_MS,
    keepsToIndexes: true,
  });
  const closeDatabase = async (timeout = CLOSE_TIMEOUT_S) => {
    await Promise.all([sql.end({ timeout }), pulseSql.end({ timeout })]);
  };
  if (!(await waitForSchema(sql, logger, isCancelled, onWaiting))) {
    await closeDatabase();
    return null;
  }
  const { rabbitmqUrl, rabbitmqPrefix } = config;
  const transport = openTransport({
    sql,
    prefix: rabbitmqPrefix,
    processName: applicationName,
    logger,
    hooks,
    hears: 'what workers react to',
    ...(rabbitmqUrl === undefined ? {} : { rabbitmqUrl }),
  });
  return {
    sql,
    pulseSql,
    clock: createDatabaseClock(sql),
    transport: { ...transport, events: countedEvents(transport.events, countEvents) },
    async close({ atOnce } = { atOnce: false }) {
      if (atOnce) {
        await Promise.all([transport.close(), closeDatabase(0)]);
        return;
      }
      await transport.close();
      await closeDatabase();
    },
  };
}
