import { expect, test } from 'bun:test';
import { fromZoneInput, toZoneInput } from './zone-time.ts';

test.each([
  ['2026-11-23T06:00', 'Europe/Paris', '2026-11-23T05:00:00.000Z'],
  ['2026-07-01T06:00:30', 'Europe/Paris', '2026-07-01T04:00:30.000Z'],
  ['2026-11-23T06:00', 'Asia/Kolkata', '2026-11-23T00:30:00.000Z'],
  ['2026-11-23T06:00', 'Pacific/Apia', '2026-11-22T17:00:00.000Z'],
  // On the days of a change: before it, in the gap, after it, and the first of two.
  ['2026-03-29T01:30', 'Europe/Paris', '2026-03-29T00:30:00.000Z'],
  ['2026-03-29T02:30', 'Europe/Paris', '2026-03-29T01:30:00.000Z'],
  ['2026-03-29T03:30', 'Europe/Paris', '2026-03-29T01:30:00.000Z'],
  ['2026-10-25T02:30', 'Europe/Paris', '2026-10-25T00:30:00.000Z'],
  ['2026-10-25T03:30', 'Europe/Paris', '2026-10-25T02:30:00.000Z'],
])('the clocks show %s in %s at %s', (wall, zone, instant) => {
  expect(fromZoneInput(wall, zone)).toBe(instant);
});

test('an instant goes through the control and back', () => {
  const instant = '2026-11-23T05:00:00.000Z';
  expect(toZoneInput(instant, 'America/New_York')).toBe('2026-11-23T00:00:00');
  expect(fromZoneInput(toZoneInput(instant, 'America/New_York'), 'America/New_York')).toBe(instant);
});

test('an empty control is no instant, and a zone that is being typed counts as UTC', () => {
  expect(toZoneInput(undefined, 'UTC')).toBe('');
  expect(fromZoneInput('', 'UTC')).toBeUndefined();
  expect(fromZoneInput('2026-11-23T06:00', 'Europe/Par')).toBe('2026-11-23T06:00:00.000Z');
});
