import { expect, test } from 'bun:test';
import { reconnectDelayMs } from './reconnect-delay.ts';

test('the ceiling of the wait doubles from 200 ms to 10 s', () => {
  expect([1, 2, 3, 6, 7, 1_000].map((failures) => reconnectDelayMs(failures, 1))).toEqual([
    200, 400, 800, 6_400, 10_000, 10_000,
  ]);
});

test('the wait is anything below its ceiling', () => {
  expect(reconnectDelayMs(3, 0)).toBe(0);
  expect(reconnectDelayMs(3, 0.5)).toBe(400);
});
