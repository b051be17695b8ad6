import type { Queue } from '@fbrain/core/queue/queue';
import { WORKER_STATES, type Worker } from '@fbrain/core/worker/worker';
import { Gauge } from 'prom-client';
import { boundLabel, type MetricsRegistry } from './registry.ts';

/** Reads what the gauges show, once per scrape. A read that fails shows nothing rather than old numbers. */
export interface StoreReader {
  listQueues(): Promise<Queue[]>;
  listWorkers(): Promise<Worker[]>;
}

const DEPTH_STATES = ['scheduled', 'queued', 'running', 'retrying', 'blocked'] as const;

/**
 * What the database knows about the whole installation. Every API tells the same numbers, so they have a registry of
 * their own: Prometheus asks one address for them, whatever the number of replicas.
 */
export function storeGauges(registry: MetricsRegistry, reader: StoreReader): void {
  const registers = [registry];
  const readQueues = sharedRead(reader.listQueues);
  const queueLabel = boundLabel();
  new Gauge({
    name: 'fbrain_queue_depth',
    help: 'Unfinished runs by queue and state.',
    labelNames: ['queue', 'state'],
    registers,
    async collect() {
      const queues = await readQueues();
      this.reset();
      for (const queue of queues) {
        for (const state of DEPTH_STATES) this.inc({ queue: queueLabel(queue.name), state }, queue[state]);
      }
    },
  });
  /** A gauge with one value for each queue; `worst` chooses among those that share the label of the many. */
  const queueGauge = (name: string, help: string, measure: (queue: Queue) => number, worst: typeof Math.max) =>
    new Gauge({
      name,
      help,
      labelNames: ['queue'],
      registers,
      async collect() {
        const queues = await readQueues();
        this.reset();
        for (const [label, same] of Map.groupBy(queues, (queue) => queueLabel(queue.name))) {
          this.set({ queue: label }, worst(...same.map(measure)));
        }
      },
    });
  queueGauge(
    'fbrain_queue_oldest_ready_seconds',
    'Age of the oldest run that is ready and waits, 0 if none does.',
    (queue) => queue.oldestReadySeconds ?? 0,
    Math.max,
  );
  queueGauge(
    'fbrain_queue_paused',
    '1 if somebody paused the queue, else 0.',
    (queue) => Number(queue.paused),
    Math.min,
  );
  queueGauge('fbrain_queue_workers', 'Living workers that serve the queue.', (queue) => queue.workers, Math.min);
  workerGauge(registry, reader);
}

function workerGauge(registry: MetricsRegistry, reader: StoreReader): void {
  const readWorkers = sharedRead(reader.listWorkers);
  new Gauge({
    name: 'fbrain_workers',
    help: 'Workers by state; those that ended count for an hour.',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      const workers = await readWorkers();
      this.reset();
      for (const state of WORKER_STATES) this.set({ state }, workers.filter((worker) => worker.state === state).length);
    },
  });
}

/** Gauges collected at the same time share one read. A failed read gives nothing: metrics must not fail with it. */
function sharedRead<Item>(read: () => Promise<Item[]>): () => Promise<Item[]> {
  let reading: Promise<Item[]> | undefined;
  return () => {
    reading ??= read()
      .catch(() => [])
      .finally(() => {
        reading = undefined;
      });
    return reading;
  };
}
