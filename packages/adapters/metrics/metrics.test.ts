import { expect, test } from 'bun:test';
import type { LiveEvent } from '@fbrain/core/event/live-event';
import type { Queue } from '@fbrain/core/queue/queue';
import { createApiMetrics } from './api-metrics.ts';
import { countedEvents } from './counted-events.ts';
import { metricsText } from './metrics-text.ts';
import { boundLabel, createEmptyRegistry, createRegistry } from './registry.ts';
import { storeGauges } from './store-gauges.ts';
import { createWorkerMetrics } from './worker-metrics.ts';

test('the API counts runs and requests under the public names', async () => {
  const registry = createRegistry();
  const metrics = createApiMetrics(registry, () => true);
  for (let run = 0; run < 3; run++) metrics.runEnqueued({ task: 'demo.noop', queue: 'default' });
  metrics.requestEnded({ route: '/api/v1/runs', method: 'POST', status: 202, seconds: 0.004 });
  const text = await registry.metrics();
  expect(text).toContain('fbrain_runs_enqueued_total{task="demo.noop",queue="default"} 3');
  expect(text).toContain(
    'fbrain_http_request_duration_seconds_count{route="/api/v1/runs",method="POST",status="202"} 1',
  );
  expect(text).toContain('fbrain_transport_connected 1');
  expect(text).toContain('process_cpu_seconds_total');
});

test('an end is counted by whoever tells of it, and the other ends of the task begin at 0', async () => {
  const registry = createEmptyRegistry();
  const metrics = createApiMetrics(registry, () => true);
  const told: LiveEvent[] = [];
  const bus = { publish: (batch: readonly LiveEvent[]) => void told.push(...batch), subscribe: () => () => {} };
  const events = countedEvents(bus, metrics.countEnds);
  const run = { kind: 'run', runId: '1', task: 'a', queue: 'default', attempt: 1 } as const;
  events.publish([
    { ...run, state: 'running' },
    { ...run, state: 'cancelled' },
    { kind: 'cancel', runId: '1' },
  ]);
  const lines = (await registry.metrics()).split('\n').filter((line) => line.startsWith('fbrain_runs_finished_total{'));
  expect(lines.toSorted()).toEqual([
    'fbrain_runs_finished_total{task="a",queue="default",state="cancelled"} 1',
    'fbrain_runs_finished_total{task="a",queue="default",state="expired"} 0',
    'fbrain_runs_finished_total{task="a",queue="default",state="failed"} 0',
    'fbrain_runs_finished_total{task="a",queue="default",state="succeeded"} 0',
  ]);
  expect(told).toHaveLength(3);
});

test('a scope shows its own metrics, none shows both', async () => {
  const registries = { process: createRegistry(), cluster: createEmptyRegistry() };
  createApiMetrics(registries.process, () => true);
  storeGauges(registries.cluster, { listQueues: async () => [], listWorkers: async () => [] });
  const [all, process, cluster] = await Promise.all([
    metricsText(registries),
    metricsText(registries, 'process'),
    metricsText(registries, 'cluster'),
  ]);
  const shown = [all, process, cluster].map((text) => [
    text.includes('# TYPE fbrain_transport_connected'),
    text.includes('# TYPE fbrain_queue_depth'),
  ]);
  expect(shown).toEqual([
    [true, true],
    [true, false],
    [false, true],
  ]);
});

test('gauges of a worker are read when scraped', async () => {
  const registry = createRegistry();
  let busy = 1;
  createWorkerMetrics(registry, {
    isTransportConnected: () => false,
    slots: () => ({ busy, free: 9 }),
    taskHostRssBytes: () => 5,
  });
  busy = 2;
  const text = await registry.metrics();
  expect(text).toContain('fbrain_worker_slots{state="busy"} 2');
  expect(text).toContain('fbrain_transport_connected 0');
});

test('a label cannot grow without bound', () => {
  const label = boundLabel(2);
  expect(['a', 'b', 'c', 'a', 'd'].map(label)).toEqual(['a', 'b', 'other', 'a', 'other']);
});

test('numbers of the store are read once per scrape and left out when they cannot be read', async () => {
  const registry = createRegistry();
  let reads = 0;
  let isDown = false;
  const queue = givenQueue({ name: 'reports', scheduled: 1, queued: 2, oldestReadySeconds: 1.5, workers: 1 });
  storeGauges(registry, {
    listQueues: async () => {
      reads++;
      if (isDown) throw new Error('no database');
      return [queue];
    },
    listWorkers: async () => [],
  });
  const text = await registry.metrics();
  expect(text).toContain('fbrain_queue_depth{queue="reports",state="queued"} 2');
  expect(text).toContain('fbrain_queue_oldest_ready_seconds{queue="reports"} 1.5');
  expect(text).toContain('fbrain_workers{state="active"} 0');
  expect(reads).toBe(1);
  expect(text).toContain('fbrain_queue_paused{queue="reports"} 0');
  expect(text).toContain('fbrain_queue_workers{queue="reports"} 1');
  isDown = true;
  expect(await registry.metrics()).not.toContain('fbrain_queue_depth{');
});

test('queues beyond the bound share one series, which tells the worst of them', async () => {
  const registry = createEmptyRegistry();
  const queues = Array.from({ length: 203 }, (_, n) =>
    givenQueue({ name: `q${n}`, queued: 1, workers: n % 2, oldestReadySeconds: n }),
  );
  storeGauges(registry, { listQueues: async () => queues, listWorkers: async () => [] });
  const text = await registry.metrics();
  expect(text).toContain('fbrain_queue_depth{queue="other",state="queued"} 3');
  expect(text).toContain('fbrain_queue_oldest_ready_seconds{queue="other"} 202');
  expect(text).toContain('fbrain_queue_workers{queue="other"} 0');
  expect(text).not.toContain('queue="q200"');
});

const givenQueue = (changes: Partial<Queue> & { name: string }): Queue => ({
  paused: false,
  concurrency: null,
  rate: null,
  retention: null,
  scheduled: 0,
  queued: 0,
  running: 0,
  retrying: 0,
  blocked: 0,
  oldestReadySeconds: null,
  workers: 0,
  ...changes,
});
