import { expect, test } from 'bun:test';
import { describeTimetable } from '@fbrain/core/schedule/describe-timetable';
import { cronTimetable } from '@fbrain/testing/cron-timetable';

test.each([
  ['0 6 * * 1-5', 'At 06:00, Monday to Friday', 'À 06:00, du lundi au vendredi'],
  ['30 4 * * *', 'At 04:30, every day', 'À 04:30, tous les jours'],
  ['15 30 4 * * *', 'At 04:30:15, every day', 'À 04:30:15, tous les jours'],
  ['30 9,13 * * 2,4', 'At 09:30 and 13:30, on Tuesday and Thursday', 'À 09:30 et 13:30, le mardi et le jeudi'],
  ['@hourly', 'Every hour', 'Toutes les heures'],
  ['0 */2 * * *', 'Every 2 hours', 'Toutes les 2 heures'],
  ['* * * * *', 'Every minute', 'Toutes les minutes'],
  ['* * * * * *', 'Every second', 'Toutes les secondes'],
  ['*/10 * * * * *', 'Every 10 seconds', 'Toutes les 10 secondes'],
  ['5,35 * * * *', 'At minutes 5 and 35 of every hour', 'Aux minutes 5 et 35 de chaque heure'],
  ['15 */2 * * *', 'At minute 15 of every 2nd hour', 'À la minute 15 d’une heure sur 2'],
  ['*/10 */3 * * *', 'Every 10 minutes of every 3rd hour', 'Toutes les 10 minutes d’une heure sur 3'],
  [
    '*/15 9-17 * * 1-5',
    'Every 15 minutes from 09:00 to 17:59, Monday to Friday',
    'Toutes les 15 minutes de 09:00 à 17:59, du lundi au vendredi',
  ],
  ['0 0 1,15 * *', 'At 00:00, on days 1 and 15 of the month', 'À 00:00, les 1 et 15 du mois'],
  ['0 0 13 * 5', 'At 00:00, on day 13 of the month or on Friday', 'À 00:00, le 13 du mois ou le vendredi'],
  ['0 0 L * *', 'At 00:00, on the last day of the month', 'À 00:00, le dernier jour du mois'],
  ['0 9 * * FRI#2', 'At 09:00, on the second Friday of the month', 'À 09:00, le deuxième vendredi du mois'],
  ['0 9 * * 5L', 'At 09:00, on the last Friday of the month', 'À 09:00, le dernier vendredi du mois'],
  ['0 0 * 3-6 *', 'At 00:00, every day, from March to June', 'À 00:00, tous les jours, de mars à juin'],
  [
    '0 0 1 1,7 *',
    'At 00:00, on day 1 of the month, in January and July',
    'À 00:00, le 1 du mois, en janvier et juillet',
  ],
])('%s is said as "%s"', (expression, english, french) => {
  const timetable = cronTimetable(expression);
  expect(describeTimetable(timetable, 'en')).toBe(english);
  expect(describeTimetable(timetable, 'fr')).toBe(french);
});

test('intervals and single instants are said too', () => {
  const base = { timezone: 'Europe/Paris', startAtMs: null, endAtMs: null };
  const interval = (everyMs: number) => ({ ...base, timing: { kind: 'interval', everyMs, anchorMs: 0 } }) as const;
  expect(describeTimetable(interval(900_000), 'en')).toBe('Every 15 minutes');
  expect(describeTimetable(interval(86_400_000), 'fr')).toBe('Tous les jours');
  expect(describeTimetable(interval(1_500), 'en')).toBe('Every 1500 milliseconds');
  const once = { ...base, timing: { kind: 'once', atMs: Date.parse('2026-07-01T10:00:00Z') } } as const;
  expect(describeTimetable(once, 'en')).toBe('Once, at 2026-07-01T12:00:00+02:00');
});
