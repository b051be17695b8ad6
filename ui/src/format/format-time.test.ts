import { expect, test } from 'bun:test';
import { formatAbsolute, formatBoth, formatClock, formatRelative } from './format-time.ts';

const NOW = Date.parse('2026-11-22T10:00:00Z');

test.each([
  ['2026-11-22T10:00:00.400Z', 'now'],
  ['2026-11-22T09:59:58Z', '2s ago'],
  ['2026-11-22T09:57:00Z', '3m ago'],
  ['2026-11-22T12:30:00Z', 'in 2h'],
  ['2026-11-19T10:00:00Z', '3d ago'],
])('%s is %s', (iso, text) => {
  expect(formatRelative(iso, NOW, 'en')).toBe(text);
});

test('French says that the past is past', () => {
  expect(formatRelative('2026-11-22T09:59:58Z', NOW, 'fr')).toMatch(/^il y a 2.s$/);
});

test.each(['en', 'fr'] as const)('a distance is what the browser would call it, in %s', (locale) => {
  const format = new Intl.RelativeTimeFormat(locale, { style: locale === 'en' ? 'narrow' : 'short', numeric: 'auto' });
  const steps = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;
  const counts = { second: [0, 1, 2, 59], minute: [1, 2, 59], hour: [1, 2, 23], day: [1, 2, 3, 40, 1_234] };
  for (const unit of ['second', 'minute', 'hour', 'day'] as const)
    for (const distance of counts[unit].flatMap((count) => [-count, count])) {
      const iso = new Date(NOW + distance * steps[unit]).toISOString();
      expect(formatRelative(iso, NOW, locale)).toBe(format.format(distance, unit));
    }
});

test('an absolute time names its zone', () => {
  expect(formatAbsolute('2026-11-22T10:00:00.5Z', 'en', 'Europe/Paris')).toBe('Nov 22, 2026, 11:00:00.500 GMT+1');
});

test('a clock time shows milliseconds on 24 hours', () => {
  expect(formatClock('2026-11-22T22:05:07.042Z', 'en', 'UTC')).toBe('22:05:07.042');
});

test('an instant is told by the clocks of the viewer and by others, once where they agree', () => {
  const iso = '2026-11-22T10:00:00Z';
  expect(formatBoth(iso, 'en', { own: 'Europe/Paris' })).toBe(
    'Nov 22, 2026, 11:00:00.000 GMT+1 · Nov 22, 2026, 10:00:00.000 UTC',
  );
  expect(formatBoth(iso, 'en', { own: 'UTC', other: 'Asia/Kolkata' })).toEndWith('15:30:00.000 GMT+5:30');
  expect(formatBoth(iso, 'en', { own: 'UTC' })).toBe('Nov 22, 2026, 10:00:00.000 UTC');
});
