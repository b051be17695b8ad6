import { expect, test } from 'bun:test';
import { Histogram, Registry } from 'prom-client';
import { createRunCounter } from './run-counter.ts';
import { createRunHistogram } from './run-histogram.ts';

test('a histogram of runs reads as one of prom-client does', async () => {
  const [ours, theirs] = [new Registry(), new Registry()];
  const shape = { name: 'wait_seconds', help: 'Time waited.', buckets: [0.01, 0.5, 10] };
  const observe = createRunHistogram({ ...shape, label: 'queue', registry: ours });
  const expected = new Histogram({ ...shape, labelNames: ['queue'], registers: [theirs] });
  for (const [queue, seconds] of [
    ['reports', 0.25],
    ['reports', 0.01],
    ['reports', 600],
    ['a "b"\n', 0],
  ] as const) {
    observe(queue, seconds);
    expected.observe({ queue }, seconds);
  }
  expect(await ours.metrics()).toBe(await theirs.metrics());
});

test('a counter of runs goes on counting after it was read', async () => {
  const registry = new Registry();
  const count = createRunCounter({
    name: 'runs_total',
    help: 'Runs.',
    labelNames: ['task', 'state'],
    registers: [registry],
  });
  count({ task: 'a', state: 'failed' });
  count({ task: 'a', state: 'failed' });
  expect(await registry.metrics()).toContain('runs_total{task="a",state="failed"} 2');
  count({ task: 'a', state: 'failed' });
  count({ task: 'b', state: 'failed' });
  const text = await registry.metrics();
  expect(text).toContain('runs_total{task="a",state="failed"} 3');
  expect(text).toContain('runs_total{task="b",state="failed"} 1');
});
