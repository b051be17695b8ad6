import { expect, test } from 'bun:test';
import { mergeSlots, type SlotSource } from './merge-slots.ts';

/** A schedule of every so many milliseconds, whose slots are multiples of it. */
const every = (owner: string, everyMs: number, changes: Partial<SlotSource<string>> = {}): SlotSource<string> => ({
  owner,
  timetable: { timing: { kind: 'interval', everyMs, anchorMs: 0 }, timezone: 'UTC', startAtMs: null, endAtMs: null },
  offsetMs: 0,
  afterMs: 0,
  ...changes,
});

const take = (count: number, sources: SlotSource<string>[]): string[] =>
  mergeSlots(sources)
    .take(count)
    .map(({ owner, slotMs, dueMs }) => `${owner} ${slotMs}${dueMs === slotMs ? '' : ` at ${dueMs}`}`)
    .toArray();

test('slots of several schedules come in order, at the same time those of the first', () => {
  expect(take(7, [every('b', 2), every('a', 3), every('c', 6)])).toEqual([
    'b 2',
    'a 3',
    'b 4',
    'b 6',
    'a 6',
    'c 6',
    'b 8',
  ]);
});

test('a delay moves a slot behind later ones', () => {
  expect(take(3, [every('late', 4, { offsetMs: 5 }), every('a', 8)])).toEqual(['a 8', 'late 4 at 9', 'late 8 at 13']);
});

test('a schedule that ends leaves the others', () => {
  const ended = every('ended', 1);
  ended.timetable.endAtMs = 3;
  expect(take(5, [ended, every('a', 2, { afterMs: 2 })])).toEqual(['ended 1', 'ended 2', 'a 4', 'a 6', 'a 8']);
  expect(take(5, [])).toEqual([]);
});

test('of thousands of schedules only the slots that are taken are computed', () => {
  let computed = 0;
  const sources = Array.from({ length: 5_000 }, (_, n) => {
    const source = every(`s${n}`, 1_000);
    const { timetable } = source;
    return Object.defineProperty(source, 'timetable', {
      get: () => {
        computed += 1;
        return timetable;
      },
    });
  });
  expect(take(500, sources)).toHaveLength(500);
  expect(computed).toBeLessThanOrEqual(5_500);
});
