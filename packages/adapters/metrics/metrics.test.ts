import { expect, test } from 'bun:test';
import { createApiMetrics } from './api-metrics.ts';
import { boundLabel, createRegistry } from './registry.ts';
import { storeGauges } from './store-gauges.ts';
import { createWorkerMetrics } from './worker-metrics.ts';

test('the API counts runs and requests under the public names', async () => {
  const registry = createRegistry();
  const metrics = createApiMetrics(registry, () => true);
  metrics.runEnqueued('demo.noop', 'default', 3);
  metrics.requestEnded({ route: '/api/v1/runs', method: 'POST', status: 202, seconds: 0.004 });
  const text = await registry.metrics();
  expect(text).toContain('fbrain_runs_enqueued_total{task="demo.noop",queue="default"} 3');
  expect(text).toContain(
    'fbrain_http_request_duration_seconds_count{route="/api/v1/runs",method="POST",status="202"} 1',
  );
  expect(text).toContain('fbrain_transport_connected 1');
  expect(text).toContain('process_cpu_seconds_total');
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
  const queue = { name: 'reports', paused: false, scheduled: 1, queued: 2, running: 0, retrying: 0, blocked: 0 };
  const limits = { concurrency: null, rate: null };
  storeGauges(registry, {
    listQueues: async () => {
      reads++;
      if (isDown) throw new Error('no database');
      return [{ ...queue, ...limits, oldestReadySeconds: 1.5, workers: 1 }];
    },
    listWorkers: async () => [],
  });
  const text = await registry.metrics();
  expect(text).toContain('fbrain_queue_depth{queue="reports",state="queued"} 2');
  expect(text).toContain('fbrain_queue_oldest_ready_seconds{queue="reports"} 1.5');
  expect(text).toContain('fbrain_workers{state="active"} 0');
  expect(reads).toBe(1);
  isDown = true;
  expect(await registry.metrics()).not.toContain('fbrain_queue_depth{');
});
