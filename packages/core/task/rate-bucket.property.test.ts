import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { nextTokenUs, openBucket, type RateBucket, takeToken } from './rate-bucket.ts';
import { intervalUs, type RateLimit } from './rate-limit.ts';

const rates: fc.Arbitrary<RateLimit> = fc.record({
  limit: fc.integer({ min: 1, max: 1_000 }),
  per: fc.constantFrom('1ms', '700ms', '1s', '1m', '1h'),
  burst: fc.integer({ min: 1, max: 50 }),
});
/** How long after the one before somebody looks for a token, and how far ahead he is given one. */
const looks = fc.array(fc.tuple(fc.integer({ min: 0, max: 90_000_000 }), fc.integer({ min: 0, max: 100_000 })), {
  minLength: 1,
  maxLength: 60,
});
const START = 1_795_341_600_000_000;

/** Starts as many as there are tokens at each look, and answers their instants. */
function play(rate: RateLimit, steps: readonly (readonly [number, number])[], stored: RateBucket | null = null) {
  let nowUs = START;
  let bucket = openBucket(stored, rate, nowUs);
  const starts: number[] = [];
  for (const [waitUs, aheadUs] of steps) {
    nowUs += waitUs;
    for (let next = nextTokenUs(bucket, nowUs); next <= nowUs + aheadUs && starts.length < 200; ) {
      starts.push(next);
      bucket = takeToken(bucket, next);
      next = nextTokenUs(bucket, nowUs);
    }
  }
  return { starts, bucket, nowUs };
}

function expectHeld(starts: readonly number[], rate: RateLimit): void {
  const interval = intervalUs(rate);
  const tooMany = starts.flatMap((fromUs, first) =>
    starts.slice(first).flatMap((toUs, index) => (index + 1 > rate.burst + (toUs - fromUs) / interval ? [toUs] : [])),
  );
  expect(tooMany).toEqual([]);
}

test('no time has more starts than the burst and the rate allow, whoever looks when', () => {
  fc.assert(
    fc.property(rates, looks, (rate, steps) => {
      const { starts } = play(rate, steps);
      expectHeld(starts, rate);
      expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    }),
  );
});

test('instants are whole microseconds, and a token that is waited for is there', () => {
  fc.assert(
    fc.property(rates, looks, (rate, steps) => {
      const { bucket, nowUs } = play(rate, steps);
      const next = nextTokenUs(bucket, nowUs);
      expect(Number.isSafeInteger(next) && Number.isSafeInteger(bucket.fullAtUs)).toBe(true);
      expect(nextTokenUs(bucket, next)).toBe(next);
    }),
  );
});

test('a changed limit holds from its change on, and is not held up by more than its own burst', () => {
  fc.assert(
    fc.property(rates, rates, looks, looks, (before, after, first, then) => {
      fc.pre(intervalUs(before) !== intervalUs(after) || before.burst !== after.burst);
      const stored = play(before, first).bucket;
      expectHeld(play(after, then, stored).starts, after);
      const changed = openBucket(stored, after, START);
      expect(nextTokenUs(changed, START)).toBeLessThanOrEqual(START + intervalUs(after));
    }),
  );
});

test('a bucket that waits long enough is full again, never more than full', () => {
  fc.assert(
    fc.property(rates, looks, (rate, steps) => {
      const { bucket } = play(rate, steps);
      const laterUs = bucket.fullAtUs;
      let later = bucket;
      for (let n = 0; n < rate.burst; n++) {
        expect(nextTokenUs(later, laterUs)).toBe(laterUs);
        later = takeToken(later, laterUs);
      }
      expect(nextTokenUs(later, laterUs)).toBeGreaterThan(laterUs);
    }),
  );
});
