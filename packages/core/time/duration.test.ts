import { expect, test } from 'bun:test';
import { formatDuration, MAX_DURATION_MS, parseDuration } from './duration.ts';

test('durations are read in every unit', () => {
  const cases = { '500ms': 500, '30s': 30_000, '5m': 300_000, '2h': 7_200_000, '7d': 604_800_000, '0s': 0 };
  for (const [text, ms] of Object.entries(cases)) expect(parseDuration(text, '/x')).toBe(ms);
});

test('what is no duration is refused with the name of the field', () => {
  for (const text of ['', '5', 's', '1.5s', '-1s', '5 m', '5M', '1h30m', '99999999999d', '9999999999999999s']) {
    expect(() => parseDuration(text, '/delay')).toThrow('/delay');
  }
});

test('a duration is written in its largest exact unit', () => {
  expect(formatDuration(90_000)).toBe('90s');
  expect(formatDuration(60_000)).toBe('1m');
  expect(formatDuration(86_400_000)).toBe('1d');
  expect(formatDuration(0)).toBe('0ms');
  expect(formatDuration(1_001)).toBe('1001ms');
});

test('reading what was written gives the same duration', () => {
  for (const ms of [1, 999, 1_000, 61_000, 3_600_000, MAX_DURATION_MS]) {
    expect(parseDuration(formatDuration(ms), '/x')).toBe(ms);
  }
});
