import { expect, test } from 'bun:test';
import { reconnectDelayMs } from './reconnect-delay.ts';

test('the first try comes soon, later ones at most 15 seconds apart', () => {
  expect(reconnectDelayMs(1, 0)).toBe(250);
  expect(reconnectDelayMs(2, 0)).toBe(500);
  expect(reconnectDelayMs(100, 0.999)).toBeLessThan(15_000);
  expect(reconnectDelayMs(100, 0)).toBe(7_500);
});
