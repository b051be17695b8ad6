import { expect, test } from 'bun:test';
import { bucketOf, percentileOf } from './duration-scale.ts';

const countsOf = (durations: readonly number[]) => {
  const counts = new Map<number, number>();
  for (const ms of durations) counts.set(bucketOf(ms), (counts.get(bucketOf(ms)) ?? 0) + 1);
  return counts;
};

test('a percentile is within a fifth of the true one', () => {
  const durations = Array.from({ length: 1_000 }, (_, index) => 20 + index * 7);
  for (const part of [0.05, 0.5, 0.95, 0.99]) {
    const truth = durations[Math.floor(part * durations.length)] ?? 0;
    const told = percentileOf(countsOf(durations), part) ?? 0;
    expect(Math.abs(told - truth) / truth).toBeLessThan(0.2);
  }
});

test('runs without a duration have no percentile', () => {
  expect(percentileOf(new Map(), 0.5)).toBeNull();
  expect(percentileOf(new Map([[-1, 7]]), 0.5)).toBeNull();
});

test('no duration is too short or too long to count', () => {
  expect([bucketOf(-3), bucketOf(0), bucketOf(0.2), bucketOf(1)]).toEqual([0, 0, 0, 0]);
  expect(bucketOf(Number.MAX_SAFE_INTEGER)).toBe(64);
});
