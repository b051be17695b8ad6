import { expect, test } from 'bun:test';
import { createRateBuckets } from './rate-buckets.ts';

function setup(perSecond = 2, burst = 4) {
  const clock = { ms: 1_000 };
  return { clock, buckets: createRateBuckets({ perSecond, burst, now: () => clock.ms }) };
}

test('a burst is allowed, what follows has to wait as long as it is told', () => {
  const { clock, buckets } = setup();
  const taken = [1, 2, 3, 4].map(() => buckets.take('ada').remaining);
  expect(taken).toEqual([3, 2, 1, 0]);
  expect(buckets.take('ada')).toEqual({ limit: 4, remaining: 0, resetS: 2, retryAfterS: 1 });
  clock.ms += 500;
  expect(buckets.take('ada').retryAfterS).toBe(0);
  expect(buckets.take('ada').retryAfterS).toBe(1);
});

test('one who is refused loses nothing by asking again, and others lose nothing at all', () => {
  const { clock, buckets } = setup(1, 1);
  buckets.take('ada');
  for (let i = 0; i < 100; i++) buckets.take('ada');
  expect(buckets.take('bob').retryAfterS).toBe(0);
  clock.ms += 1_000;
  expect(buckets.take('ada').retryAfterS).toBe(0);
});

test('a bucket never holds more than its burst', () => {
  const { clock, buckets } = setup();
  buckets.take('ada');
  clock.ms += 3_600_000;
  expect(buckets.take('ada')).toMatchObject({ remaining: 3, resetS: 1 });
});

test('any number of keys takes a bounded amount of memory', () => {
  const { buckets } = setup();
  const before = process.memoryUsage().heapUsed;
  for (let key = 0; key < 300_000; key++) buckets.take(`2001:db8::${key}`);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(100_000_000);
});
