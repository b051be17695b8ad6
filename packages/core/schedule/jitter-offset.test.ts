import { expect, test } from 'bun:test';
import { jitterOffsetMs } from './jitter-offset.ts';

test('offsets stay within the window, are the same every time, and spread evenly', () => {
  const tenths = new Array<number>(10).fill(0);
  for (let n = 0; n < 10_000; n++) {
    const id = `019ab000-0000-7000-8000-${String(n).padStart(12, '0')}`;
    const offsetMs = jitterOffsetMs(id, 300_000);
    expect(jitterOffsetMs(id, 300_000)).toBe(offsetMs);
    const tenth = Math.floor(offsetMs / 30_000);
    tenths[tenth] = (tenths[tenth] ?? 0) + 1;
  }
  expect(tenths).toHaveLength(10);
  // 1 000 each, give or take five standard deviations.
  for (const count of tenths) expect(Math.abs(count - 1_000)).toBeLessThan(150);
});

test('without a window there is no offset', () => {
  expect(jitterOffsetMs('any', 0)).toBe(0);
});
