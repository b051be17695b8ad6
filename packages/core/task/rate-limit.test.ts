import { expect, test } from 'bun:test';
import { completeRate, findRateFaults, intervalUs, type RateOptions } from './rate-limit.ts';

test('a burst is the limit unless it is given', () => {
  expect(completeRate({ limit: 10, per: '1s' })).toEqual({ limit: 10, per: '1s', burst: 10 });
  expect(completeRate({ limit: 10, per: '1s', burst: 1 }).burst).toBe(1);
});

test('the time between two tokens is rounded up', () => {
  expect(intervalUs({ limit: 10, per: '1s', burst: 1 })).toBe(100_000);
  expect(intervalUs({ limit: 3, per: '1s', burst: 1 })).toBe(333_334);
});

const FAULTS: [unknown, string, RegExp][] = [
  [{ limit: 0, per: '1s' }, 'limit', /whole number from 1 to 100000, got 0/],
  [{ limit: 1.5, per: '1s' }, 'limit', /got 1\.5/],
  [{ limit: '10', per: '1s' }, 'limit', /got "10"/],
  [{ per: '1s' }, 'limit', /got undefined/],
  [{ limit: 1, per: 'second' }, 'per', /must be a duration such as .* got "second"/],
  [{ limit: 1, per: '0s' }, 'per', /longer than zero/],
  [{ limit: 1 }, 'per', /must be a duration/],
  [{ limit: 1, per: '1s', burst: 0 }, 'burst', /got 0/],
  [{ limit: 1, per: '365d', burst: 11 }, 'burst', /within ten years/],
];

test('every fault of a rate is named', () => {
  for (const [options, field, message] of FAULTS) {
    const faults = findRateFaults(options as RateOptions);
    expect(faults.map((fault) => fault.field as string)).toEqual([field]);
    expect(faults[0]?.message).toMatch(message);
  }
  expect(findRateFaults({ limit: 0, per: '', burst: -1 })).toHaveLength(3);
  expect(findRateFaults({ limit: 100_000, per: '1ms', burst: 1 })).toEqual([]);
});
