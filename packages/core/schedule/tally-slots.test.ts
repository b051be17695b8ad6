import { expect, test } from 'bun:test';
import { EVERY_WEEK } from './cron-fields.ts';
import type { Timetable } from './schedule.ts';
import { FEW_SLOTS, tallySlots } from './tally-slots.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const DAY = Date.UTC(2026, 10, 23);

const every = (everyMs: number): Timetable => ({
  timing: { kind: 'interval', everyMs, anchorMs: DAY },
  timezone: 'UTC',
  startAtMs: null,
  endAtMs: null,
});

const day = (timetable: Timetable) => tallySlots(timetable, DAY - 1, DAY + DAY_MS - 1);

test('an interval is counted whatever its length, and told one by one only while it is few', () => {
  expect(day(every(MINUTE_MS))).toMatchObject({ count: 1_440, slotsMs: [], lastMs: DAY + DAY_MS - MINUTE_MS });
  expect(day(every(1_000))).toMatchObject({ count: 86_400, cost: FEW_SLOTS + 1 });
  expect(day(every(6 * 60 * MINUTE_MS))?.slotsMs).toHaveLength(4);
});

test('a span ends before the next one begins', () => {
  expect(day(every(DAY_MS))).toMatchObject({ count: 1, firstMs: DAY, lastMs: DAY });
  expect(tallySlots(every(DAY_MS), DAY, DAY + DAY_MS - 1)).toBeNull();
});

test('once is once, and then never again', () => {
  const once: Timetable = { ...every(1), timing: { kind: 'once', atMs: DAY + 5 } };
  expect(day(once)).toMatchObject({ count: 1, slotsMs: [DAY + 5] });
  expect(tallySlots(once, DAY + 5, DAY + DAY_MS)).toBeNull();
});

const all = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

const cron = (seconds: number[], timezone: string): Timetable => ({
  ...every(1),
  timezone,
  timing: {
    kind: 'cron',
    expression: '',
    fields: {
      ...{ seconds, minutes: all(0, 59), hours: all(0, 23), days: all(1, 31), months: all(1, 12) },
      ...{ isLastDay: false, isLastWeekday: false, nearestWeekdays: [], weekdays: all(0, 6).map(() => EVERY_WEEK) },
      ...{ isAnyDay: true, isAnyWeekday: true, isWildcardHour: true },
    },
  },
});

test('every minute of the longest day is counted, every second is not', () => {
  // In Paris the clocks went back on this day.
  const [from, to] = [Date.parse('2026-10-25T00:00+02:00'), Date.parse('2026-10-26T00:00+01:00')];
  expect(tallySlots(cron([0], 'Europe/Paris'), from - 1, to - 1)).toMatchObject({ count: 1_500, firstMs: from });
  expect(tallySlots(cron(all(0, 59), 'UTC'), from - 1, to - 1)).toMatchObject({ count: null, lastMs: null });
});
