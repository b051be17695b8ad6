import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { formatDuration, MAX_DURATION_MS, parseDuration } from '../time/duration.ts';
import { type Backoff, MAX_ATTEMPTS, nextDelayMs } from './retry-policy.ts';

const duration = fc.integer({ min: 0, max: MAX_DURATION_MS }).map(formatDuration);
/** Also policies that make no sense, such as a maximum below the first wait. */
const backoffs: fc.Arbitrary<Backoff> = fc.record({
  kind: fc.constantFrom('fixed', 'exponential'),
  initial: duration,
  max: duration,
  jitter: fc.double({ min: 0, max: 1, noNaN: true }),
});
const failures = fc.integer({ min: 1, max: MAX_ATTEMPTS });
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test('a wait is a whole number of milliseconds from zero to the maximum, whatever the policy', () => {
  fc.assert(
    fc.property(backoffs, failures, random, (backoff, count, chance) => {
      const waitMs = nextDelayMs(backoff, count, chance);
      expect(Number.isSafeInteger(waitMs)).toBe(true);
      expect(waitMs).toBeGreaterThanOrEqual(0);
      expect(waitMs).toBeLessThanOrEqual(parseDuration(backoff.max, 'max'));
    }),
  );
});

test('without jitter a wait is never shorter than the one before', () => {
  fc.assert(
    fc.property(backoffs, failures, random, (backoff, count, chance) => {
      const steady = { ...backoff, jitter: 0 };
      const next = nextDelayMs(steady, count + 1, chance);
      expect(next).toBeGreaterThanOrEqual(nextDelayMs(steady, count, chance));
    }),
  );
});

test('jitter moves a wait by no more than its part of it', () => {
  fc.assert(
    fc.property(backoffs, failures, random, (backoff, count, chance) => {
      const steadyMs = nextDelayMs({ ...backoff, jitter: 0 }, count, chance);
      const movedMs = Math.abs(nextDelayMs(backoff, count, chance) - steadyMs);
      // Half a millisecond each for the two roundings.
      expect(movedMs).toBeLessThanOrEqual(backoff.jitter * steadyMs + 1);
    }),
  );
});
