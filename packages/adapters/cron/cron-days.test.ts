import { expect, test } from 'bun:test';
import { firstSlots, latestSlots, nextSlot, previousSlot } from '@fbrain/core/schedule/slots';
import { cronTimetable } from '@fbrain/testing/cron-timetable';

/** The next days, as "2026-02-28", on which an expression fires. */
function days(expression: string, after: string, count: number): string[] {
  const timetable = cronTimetable(expression);
  const found: string[] = [];
  let ms: number | null = Date.parse(after);
  while (found.length < count) {
    ms = nextSlot(timetable, ms);
    if (ms === null) break;
    found.push(new Date(ms).toISOString().slice(0, 10));
  }
  return found;
}

test('29 February comes every fourth year, except in 2100', () => {
  expect(days('0 0 29 2 *', '2026-01-01', 3)).toEqual(['2028-02-29', '2032-02-29', '2036-02-29']);
  expect(days('0 0 29 2 *', '2096-01-01', 2)).toEqual(['2096-02-29', '2104-02-29']);
});

test('the last day of a month knows leap years', () => {
  expect(days('0 0 L 2 *', '2027-01-01', 2)).toEqual(['2027-02-28', '2028-02-29']);
});

test('a day years ahead on which clocks change has the slots of any other such day', () => {
  const from = Date.parse('2020-10-27T00:00:00Z');
  const spring = cronTimetable('30 2 29 3 *', 'Europe/Paris');
  expect(nextSlot(spring, Date.parse('2025-03-30T00:00:00Z'))).toBe(Date.parse('2026-03-29T01:00:00Z'));
  expect(previousSlot(spring, Date.parse('2027-03-01T00:00:00Z'))).toBe(Date.parse('2026-03-29T01:00:00Z'));
  const autumn = cronTimetable('30 * 25 10 *', 'Europe/Paris');
  const stretch = { afterMs: from, untilMs: Date.parse('2026-10-26T00:00:00Z'), bound: 1_000 };
  // 24 hours of five years, and 25 of 2026, where 02:30 comes twice.
  expect(firstSlots(autumn, stretch)).toHaveLength(5 * 24 + 25);
  expect(latestSlots(autumn, stretch)).toEqual(firstSlots(autumn, stretch));
});

test('31 fires only in months that have it', () => {
  expect(days('0 0 31 * *', '2026-01-31', 3)).toEqual(['2026-03-31', '2026-05-31', '2026-07-31']);
});

test('15W moves to the nearest day from Monday to Friday, never into another month', () => {
  // 2026: 15 February is a Sunday, 15 August a Saturday; 1 August a Saturday; 31 May a Sunday.
  expect(days('0 0 15W 2,8 *', '2026-01-01', 2)).toEqual(['2026-02-16', '2026-08-14']);
  expect(days('0 0 1W 8 *', '2026-01-01', 1)).toEqual(['2026-08-03']);
  expect(days('0 0 31W 5 *', '2026-01-01', 1)).toEqual(['2026-05-29']);
  expect(days('0 0 LW 5,8 *', '2026-01-01', 2)).toEqual(['2026-05-29', '2026-08-31']);
});

test('the second and the last Friday of a month', () => {
  expect(days('0 0 * * FRI#2', '2026-05-01', 2)).toEqual(['2026-05-08', '2026-06-12']);
  expect(days('0 0 * * 5L', '2026-05-01', 2)).toEqual(['2026-05-29', '2026-06-26']);
  expect(days('0 0 * * 5#5', '2026-05-01', 2)).toEqual(['2026-05-29', '2026-07-31']);
});

test('day of month and weekday together: either is enough', () => {
  expect(days('0 0 13 * 5', '2026-02-01', 4)).toEqual(['2026-02-06', '2026-02-13', '2026-02-20', '2026-02-27']);
  expect(days('0 0 14 2 5', '2026-02-07', 2)).toEqual(['2026-02-13', '2026-02-14']);
});

test('daylight saving goes on after 2038, and slots end with the year 9999', () => {
  const paris = cronTimetable('30 2 * * *', 'Europe/Paris');
  expect(nextSlot(paris, Date.parse('2060-03-28T00:00:00Z'))).toBe(Date.parse('2060-03-28T01:00:00Z'));
  expect(nextSlot(paris, Date.parse('2060-03-28T02:00:00Z'))).toBe(Date.parse('2060-03-29T00:30:00Z'));
  expect(nextSlot(paris, Date.parse('9999-12-31T12:00:00Z'))).toBeNull();
});

test('the day that Samoa left out fires once, when it ended', () => {
  const apia = cronTimetable('0 9 * * *', 'Pacific/Apia');
  const slots = [Date.parse('2011-12-29T00:00:00Z')];
  for (let i = 0; i < 3; i++) slots.push(nextSlot(apia, slots.at(-1) ?? 0) ?? 0);
  const [, ...found] = slots.map((ms) => new Date(ms).toISOString());
  expect(found).toEqual(['2011-12-29T19:00:00.000Z', '2011-12-30T10:00:00.000Z', '2011-12-30T19:00:00.000Z']);
});

test('there is no slot before 1970 and none before the floor', () => {
  const daily = cronTimetable('0 0 * * *');
  expect(previousSlot(daily, 1)).toBe(0);
  expect(previousSlot(daily, 0)).toBeNull();
  expect(previousSlot(daily, Date.parse('2026-01-02T00:00:00Z'), Date.parse('2026-01-01T00:00:01Z'))).toBeNull();
});
