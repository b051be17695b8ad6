import { expect, test } from 'bun:test';
import { statWindow } from './stats.ts';
import { type StatSum, toPoints, toTaskStats } from './to-points.ts';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-11-22T12:00:30Z');

test('without wishes it is the last hour by the minute', () => {
  const { fromMs, toMs, stepMs } = statWindow({}, NOW);
  expect([new Date(fromMs).toISOString(), toMs, stepMs]).toEqual(['2026-11-22T11:00:00.000Z', NOW, 60_000]);
});

test('the step grows with the span, and old numbers come by the hour', () => {
  expect(statWindow({ fromMs: NOW - 24 * HOUR }, NOW).stepMs).toBe(30 * 60_000);
  expect(statWindow({ fromMs: NOW - 30 * 24 * HOUR }, NOW).stepMs).toBe(12 * HOUR);
  expect(() => statWindow({ fromMs: NOW - 72 * HOUR, step: '30m' }, NOW)).toThrow('at least "1h"');
});

test('a window that makes no sense is refused', () => {
  expect(() => statWindow({ fromMs: NOW, toMs: NOW }, NOW)).toThrow('earlier');
  expect(() => statWindow({ step: '90s' }, NOW)).toThrow('whole minutes');
  expect(() => statWindow({ step: '0m' }, NOW)).toThrow('whole minutes');
  expect(() => statWindow({ fromMs: NOW - 47 * HOUR, step: '1m' }, NOW)).toThrow('more than 1000 points');
});

test('every step has its point, and those add up', () => {
  const sum = (changes: Partial<StatSum>): StatSum => ({
    atMs: 0,
    state: 'succeeded',
    bucket: 10,
    runs: 1,
    waitMs: 6,
    ...changes,
  });
  const window = { fromMs: 0, toMs: 150_000, stepMs: 60_000 };
  const sums = [sum({ runs: 3 }), sum({ state: 'failed' }), sum({ atMs: 60_000, state: 'cancelled', bucket: -1 })];
  const points = toPoints(sums, window);
  expect(points.map(({ succeeded, failed, cancelled }) => [succeeded, failed, cancelled])).toEqual([
    [3, 1, 0],
    [0, 0, 1],
    [0, 0, 0],
  ]);
  expect(points[0]).toMatchObject({ p50Ms: expect.any(Number), waitMs: 3 });
  expect(points[1]).toMatchObject({ p50Ms: null, waitMs: null });
  expect(toTaskStats(sums, 24)).toMatchObject({ successRate: 0.75, succeeded: 3, failed: 1 });
  expect(toTaskStats([], 24)).toMatchObject({ successRate: null, p99Ms: null });
});
