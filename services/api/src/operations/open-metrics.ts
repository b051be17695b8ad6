import { type ApiMetrics, createApiMetrics } from '@fbrain/adapters/metrics/api-metrics';
import { countedEvents } from '@fbrain/adapters/metrics/counted-events';
import type { ScopedRegistries } from '@fbrain/adapters/metrics/metrics-text';
import { createEmptyRegistry, createRegistry } from '@fbrain/adapters/metrics/registry';
import { storeGauges } from '@fbrain/adapters/metrics/store-gauges';
import type { Database } from '@fbrain/adapters/postgres/connection';
import { listQueues } from '@fbrain/adapters/postgres/queue-store';
import { listWorkers } from '@fbrain/adapters/postgres/worker-store';
import type { Transport } from '@fbrain/adapters/transport';
import type { EventBus } from '@fbrain/core/event/live-event';

interface OpenMetrics {
  registries: ScopedRegistries;
  metrics: ApiMetrics;
  /** The transport's, with the ends of runs counted that the API tells of. */
  events: EventBus;
}

/** Everything that `/metrics` of the API shows. */
export function openMetrics(sql: Database, transport: Transport): OpenMetrics {
  const registries = { process: createRegistry(), cluster: createEmptyRegistry() };
  const metrics = createApiMetrics(registries.process, () => transport.isConnected());
  storeGauges(registries.cluster, { listQueues: () => listQueues(sql), listWorkers: () => listWorkers(sql) });
  return { registries, metrics, events: countedEvents(transport.events, metrics.countEnds) };
}
