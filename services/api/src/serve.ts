import { createKeyring } from '@fbrain/adapters/crypto/keyring';
import { createRunIntake } from '@fbrain/adapters/intake/run-intake';
import { createTaskCatalogue } from '@fbrain/adapters/intake/task-catalogue';
import type { Logger } from '@fbrain/adapters/logging/logger';
import { type Database, openDatabase } from '@fbrain/adapters/postgres/connection';
import { createDatabaseClock } from '@fbrain/adapters/postgres/database-clock';
import type { Service } from '@fbrain/adapters/process/service';
import { openTracing } from '@fbrain/adapters/tracing/open-tracing';
import { openTransport } from '@fbrain/adapters/transport';
import { openAccess } from './access/open-access.ts';
import { createApp } from './app.ts';
import type { ApiConfig } from './config.ts';
import { createCrossOrigin } from './http/answer-headers.ts';
import { createHttpServer, type HttpServer } from './http/http-server.ts';
import { createRequestTraces } from './http/request-traces.ts';
import { openLive } from './live/open-live.ts';
import { openSender } from './notifications/open-sender.ts';
import { createClockKeeper } from './operations/clock-keeper.ts';
import { openMetrics } from './operations/open-metrics.ts';
import { schemaGuard } from './operations/schema-guard.ts';
import { createCatalogueRefresher } from './tasks/catalogue-refresher.ts';

/** The API as an ordered list of services, from the database to the door. */
export function createApiServices(
  config: ApiConfig,
  version: string,
  logger: Logger,
): { services: Service[]; server: HttpServer } {
  const sql = openDatabase({
    url: config.databaseUrl,
    max: config.databasePool,
    applicationName: 'fbrain-api',
    keepsToIndexes: true,
  });
  const transport = openApiTransport(config, sql, logger);
  const { publisher } = transport;
  const { registries, metrics, events } = openMetrics(sql, transport);
  const tracing = openTracing({ config, service: 'fbrain-api', version, registry: registries.process, logger });
  const catalogue = createTaskCatalogue(sql);
  const clock = createDatabaseClock(sql);
  const keyring = createKeyring(config.secretKeys);
  const intake = createRunIntake({
    sql,
    publisher,
    events,
    catalogue,
    keyring,
    clock,
    newId: () => Bun.randomUUIDv7(),
    logger,
    tracer: tracing.tracer,
    onAccepted: metrics.runEnqueued,
  });
  const { live, stop: onStopping } = openLive({ sql, events, metrics, logger });
  const { bodyLimit, host, port } = config;
  const peerOf = (request: Request) => server.peerOf(request);
  const { access, limits, services: accessServices } = openAccess({ config, sql, keyring, logger, peerOf });
  const app = createApp({
    access,
    limits,
    crossOrigin: createCrossOrigin(config.corsOrigins),
    bodyLimit,
    keyring,
    version,
    sql,
    intake,
    catalogue,
    clock,
    events,
    transport,
    ...live,
    notifications: openSender(config, version),
    logger,
    metrics,
    traces: createRequestTraces(tracing.tracer),
    registries,
    keepOpen: (request) => server.keepOpen(request),
  });
  const server = createHttpServer({ fetch: app.fetch, host, port, bodyLimit, logger, metrics, onStopping });
  const services = [
    ...tracing.services,
    closing('database', () => sql.end({ timeout: 5 })),
    schemaGuard(sql, logger),
    closing('transport', () => transport.close()),
    closing('intake', () => intake.idle()),
    createClockKeeper(clock, logger),
    createCatalogueRefresher(catalogue, events, logger),
    ...accessServices,
    server,
  ];
  return { services, server };
}

const openApiTransport = ({ rabbitmqUrl, rabbitmqPrefix }: ApiConfig, sql: Database, logger: Logger) =>
  openTransport({
    sql,
    prefix: rabbitmqPrefix,
    processName: 'fbrain-api',
    logger,
    ...(rabbitmqUrl === undefined ? {} : { rabbitmqUrl }),
  });

/** What is open already and only has to be closed, once. */
function closing(name: string, close: () => Promise<void>): Service {
  let closed: Promise<void> | undefined;
  const stop = () => {
    closed ??= close();
    return closed;
  };
  return { name, start: async () => {}, stop };
}
