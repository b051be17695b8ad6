import { expect, test } from 'bun:test';
import { retryAfterMs } from './retry-after.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');

test.each([
  ['120', 120_000],
  [' 7 ', 7_000],
  ['0', 0],
  ['Sun, 22 Nov 2026 12:00:30 GMT', 30_000],
  ['Sun, 22 Nov 2026 11:00:00 GMT', 0],
  ['999999999', 3_600_000],
  ['Fri, 31 Dec 2100 23:59:59 GMT', 3_600_000],
  ['soon', null],
  ['-5', null],
  ['1.5', null],
  ['', null],
  [undefined, null],
])('Retry-After %p is a wait of %p ms', (header, waitMs) => expect(retryAfterMs(header, NOW)).toBe(waitMs));
