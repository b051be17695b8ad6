import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { type CronFields, EVERY_WEEK } from './cron-fields.ts';
import { decideSlots } from './decide-slots.ts';
import type { ScheduleDefinition, Timetable, Timing } from './schedule.ts';
import { firstSlots, latestSlots, nextSlot, previousSlot } from './slots.ts';

const values = (from: number, to: number) =>
  fc
    .uniqueArray(fc.integer({ min: from, max: to }), { minLength: 1, maxLength: 4 })
    .map((list) => list.toSorted((a, b) => a - b));
const all = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);

const cronFields: fc.Arbitrary<CronFields> = fc
  .record({
    seconds: fc.oneof(fc.constant([0]), values(0, 59)),
    minutes: fc.oneof(fc.constant([0, 30]), values(0, 59)),
    hours: fc.oneof(fc.constant(all(0, 23)), values(0, 23), fc.constant([1, 2, 3])),
    months: fc.oneof({ weight: 3, arbitrary: fc.constant(all(1, 12)) }, { weight: 1, arbitrary: values(1, 12) }),
    days: fc.option(values(1, 28)),
    weekdays: fc.option(fc.array(fc.constantFrom(0, EVERY_WEEK, 2, 32), { minLength: 6, maxLength: 6 })),
    isLastDay: fc.boolean(),
  })
  .map(({ days, weekdays, ...rest }) => ({
    ...rest,
    days: days ?? all(1, 31),
    isAnyDay: days === null,
    // The first weekday always fits, so that every expression has slots.
    weekdays: weekdays === null ? new Array<number>(7).fill(EVERY_WEEK) : [EVERY_WEEK, ...weekdays],
    isAnyWeekday: weekdays === null,
    isLastWeekday: false,
    nearestWeekdays: [],
    isWildcardHour: rest.hours.length === 24,
  }));
const timing: fc.Arbitrary<Timing> = fc.oneof(
  { weight: 3, arbitrary: cronFields.map((fields) => ({ kind: 'cron', expression: '', fields }) as const) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('interval' as const),
      everyMs: fc.integer({ min: 1_000, max: 90_000_000 }),
      anchorMs: fc.integer({ min: 0, max: 4e12 }),
    }),
  },
);
const timezone = fc.constantFrom('UTC', 'Europe/Paris', 'Australia/Lord_Howe', 'Antarctica/Troll', 'Africa/Cairo');
const timetable: fc.Arbitrary<Timetable> = fc.record({
  timing,
  timezone,
  startAtMs: fc.constant(null),
  endAtMs: fc.constant(null),
});
/** From 2015 to 2045. */
const instant = fc.integer({ min: 1_420_000_000_000, max: 2_366_000_000_000 });

test('the slot before the next slot is never between the two: forwards and backwards agree', () => {
  fc.assert(
    fc.property(timetable, instant, (table, afterMs) => {
      const next = nextSlot(table, afterMs);
      if (next === null) throw new Error('every generated timetable has slots');
      expect(next).toBeGreaterThan(afterMs);
      expect(previousSlot(table, next + 1)).toBe(next);
      const previous = previousSlot(table, next);
      if (previous !== null) {
        expect(previous).toBeLessThanOrEqual(afterMs);
        expect(nextSlot(table, previous)).toBe(next);
      }
    }),
    { numRuns: 1_000 },
  );
});

test('a stretch has the same slots from either end, and keeps them when it is cut in two', () => {
  const length = fc.integer({ min: 0, max: 5 * 86_400_000 });
  fc.assert(
    fc.property(timetable, instant, length, fc.double({ min: 0, max: 1, noNaN: true }), (table, afterMs, ms, part) => {
      const untilMs = afterMs + ms;
      const middleMs = afterMs + Math.floor(ms * part);
      const bound = 1_000_000;
      const whole = firstSlots(table, { afterMs, untilMs: Math.min(untilMs, afterMs + 86_400_000), bound });
      const end = Math.min(untilMs, afterMs + 86_400_000);
      const cut = Math.min(middleMs, end);
      expect(latestSlots(table, { afterMs, untilMs: end, bound })).toEqual(whole);
      const first = firstSlots(table, { afterMs, untilMs: cut, bound });
      expect([...first, ...firstSlots(table, { afterMs: cut, untilMs: end, bound })]).toEqual(whole);
    }),
    { numRuns: 200 },
  );
});

const definition = fc.record({
  timetable: timing.map(
    (each): Timetable => ({ timing: each, timezone: 'Europe/Paris', startAtMs: null, endAtMs: null }),
  ),
  missed: fc.record({
    policy: fc.constantFrom('skip' as const, 'latest' as const, 'all' as const),
    maxCount: fc.integer({ min: 1, max: 20 }),
    maxAgeMs: fc.integer({ min: 0, max: 200_000_000 }),
  }),
  overlap: fc.constantFrom('allow' as const, 'skip' as const, 'queue' as const, 'cancel-previous' as const),
  jitterMs: fc.constantFrom(0, 0, 30_000, 3_600_000),
});

test('whenever one looks, and whatever the clock does, every slot is decided exactly once', () => {
  // Steps of the clock between two looks: seconds, hours, and back.
  const steps = fc.array(fc.oneof(fc.integer({ min: 0, max: 90_000 }), fc.integer({ min: -4e6, max: 9e6 })), {
    minLength: 1,
    maxLength: 12,
  });
  fc.assert(
    fc.property(definition, instant, steps, (part, startMs, looks) => {
      const whole: ScheduleDefinition = { name: 'x', description: null, paused: false, run: { task: 'x' }, ...part };
      let cursorMs = startMs;
      let nowMs = startMs;
      const decided: number[] = [];
      for (const step of looks) {
        nowMs += step;
        const due = decideSlots({ id: 'x', definition: whole, cursorMs, nowMs, isTaskKnown: true, unfinished: [] });
        for (const decision of due.decisions) {
          const fromMs = decision.outcome === 'fired' ? decision.slotMs : decision.fromSlotMs;
          const slots = firstSlots(whole.timetable, { afterMs: fromMs - 1, untilMs: decision.slotMs, bound: 1e6 });
          if (decision.outcome !== 'fired' && decision.count !== null) expect(slots).toHaveLength(decision.count);
          decided.push(...slots);
        }
        expect(due.cursorMs).toBeGreaterThanOrEqual(cursorMs);
        cursorMs = due.cursorMs;
      }
      expect(decided).toEqual(firstSlots(whole.timetable, { afterMs: startMs, untilMs: cursorMs, bound: 1e6 }));
    }),
    { numRuns: 300 },
  );
});
