import { expect, test } from 'bun:test';
import { type Backoff, nextDelayMs } from './retry-policy.ts';

const backoff = (changes: Partial<Backoff> = {}): Backoff => ({
  kind: 'exponential',
  initial: '1s',
  max: '10m',
  jitter: 0,
  ...changes,
});

test('exponential waits double up to the maximum', () => {
  const waits = [1, 2, 3, 11, 500].map((failures) => nextDelayMs(backoff(), failures, 0.5));
  expect(waits).toEqual([1_000, 2_000, 4_000, 600_000, 600_000]);
});

test('fixed waits stay the same', () => {
  for (const failures of [1, 2, 50]) expect(nextDelayMs(backoff({ kind: 'fixed' }), failures, 0.5)).toBe(1_000);
});

test('jitter spreads the wait around itself and never beyond the maximum', () => {
  const spread = backoff({ initial: '10s', jitter: 0.2 });
  expect(nextDelayMs(spread, 1, 0)).toBe(8_000);
  expect(nextDelayMs(spread, 1, 0.5)).toBe(10_000);
  expect(nextDelayMs(backoff({ initial: '10m', jitter: 0.2 }), 1, 0.999)).toBe(600_000);
});
