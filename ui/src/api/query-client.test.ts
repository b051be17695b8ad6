import { expect, test } from 'bun:test';
import { ApiError } from './api-error.ts';
import { isRetried, retryDelayMs } from './query-client.ts';

const answer = (status: number, retryAfterMs?: number) => new ApiError('', { code: 'internal', status, retryAfterMs });

test('a read is tried again when nobody answered or the server was busy, twice, and not when it said no', () => {
  for (const status of [0, 429, 500, 503])
    expect([status, isRetried(1, answer(status), false)]).toEqual([status, true]);
  for (const status of [400, 403, 404]) expect([status, isRetried(0, answer(status), false)]).toEqual([status, false]);
  expect(isRetried(2, answer(500), false)).toBe(false);
});

test('while the connection is lost nothing is tried again by itself', () => {
  expect(isRetried(0, answer(0), true)).toBe(false);
});

test('a server that says when to come back is asked then, or not by itself if that is long', () => {
  expect(retryDelayMs(0, answer(429, 3_000), 0)).toBe(3_000);
  expect(retryDelayMs(1, answer(500), 0)).toBe(2_000);
  expect(retryDelayMs(0, answer(500), 0.5)).toBe(1_250);
  expect(isRetried(0, answer(429, 3_000), false)).toBe(true);
  expect(isRetried(0, answer(429, 60_000), false)).toBe(false);
});
