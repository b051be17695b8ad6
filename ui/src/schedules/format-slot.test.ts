import { expect, test } from 'bun:test';
import { formatLocal, formatSlot } from './format-slot.ts';

test('a slot reads by the clocks of the zone of its schedule', () => {
  expect(formatSlot('2026-11-23T05:00:00Z', 'en', 'Europe/Paris')).toBe('Mon, Nov 23, 2026, 06:00 GMT+1');
  expect(formatSlot('2026-11-23T05:00:30Z', 'en', 'Europe/Paris')).toBe('Mon, Nov 23, 2026, 06:00:30 GMT+1');
  expect(formatSlot('2026-11-23T05:00:00Z', 'fr', 'Europe/Paris')).toContain('23 nov. 2026');
});

test('a zone that this browser does not know reads in UTC', () => {
  expect(formatSlot('2026-11-23T05:00:00Z', 'en', 'Mars/Olympus')).toBe('Mon, Nov 23, 2026, 05:00 UTC');
});

test('what the server says of a zone is shown as it says', () => {
  expect(formatLocal('2026-03-29T03:00:00+02:00', 'en')).toBe('Sun, Mar 29, 2026, 03:00 +02:00');
  expect(formatLocal('2026-03-29T03:00:05-03:30', 'en')).toBe('Sun, Mar 29, 2026, 03:00:05 -03:30');
});
