import { expect, test } from 'bun:test';
import { areScoresGood, type PageScores, renderScores } from './scores.ts';
import { isSoakGood, renderSoak, type Soak } from './soak-tabs.ts';
import { areTimesGood, INTERACTION_BUDGET, renderTimes } from './times.ts';

const page = (...performances: number[]): PageScores => ({
  name: 'runs',
  device: 'mobile',
  rounds: performances.map((performance) => ({
    performance,
    accessibility: 1,
    'best-practices': 1,
    seo: 1,
    failed: performance < 0.95 ? ['total-blocking-time'] : [],
  })),
});

test('a page is judged by the median of its rounds', () => {
  expect(areScoresGood([page(0.4, 0.95, 0.99)])).toBe(true);
  expect(areScoresGood([page(0.99), page(0.94, 0.9, 1)])).toBe(false);
});

test('what costs points is named where the promise is not kept', () => {
  const [, good, bad] = renderScores([page(0.4, 0.95, 0.99), page(0.94)]).split('\n');
  expect(good).toMatch(/^runs +mobile +95 +100 +100 +100$/);
  expect(bad).toMatch(/^runs +mobile +94 +100 +100 +100 +total-blocking-time$/);
});

test('one slow interaction in twenty is the machine, two are not', () => {
  const times = (...slow: number[]) => [
    { name: 'j', values: [...Array.from({ length: 40 - slow.length }, () => 16), ...slow], budget: INTERACTION_BUDGET },
  ];
  expect(areTimesGood(times(400, 300))).toBe(true);
  expect(areTimesGood(times(400, 300, 101))).toBe(false);
  expect(renderTimes(times(400, 300, 101))).toMatch(/j +16 ms +101 ms +400 ms +400 ms +p95 100 ms +NO/);
});

test('what was not measured is not within its budget', () => {
  expect(areTimesGood([{ name: 'j', values: [], budget: INTERACTION_BUDGET }])).toBe(false);
});

test('a tab that grows with each round leaks, one that once took more does not', () => {
  const soak = (...megabytes: number[]): Soak => ({
    runs: megabytes.map((heap) => ({ heapBytes: heap * 1e6, nodes: 2_000, listeners: 40 })),
  });
  expect(isSoakGood(soak(7, 7.2, 9, 7.1, 7.3))).toBe(true);
  expect(isSoakGood(soak(7, 7.5, 8, 8.5, 9))).toBe(false);
  expect(renderSoak(soak(7.04))).toMatch(/runs, round 1 +7\.0 MB +2000 +40$/m);
});
