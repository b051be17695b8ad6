import { expect, test } from 'bun:test';
import type { CalendarEntry } from '@fbrain/core/schedule/schedule-info';
import { hoursOf, linesOf, matchingItems, toWeeks, weekEdges } from './calendar-days.ts';

const PARIS = 'Europe/Paris';

const entry = (name: string, changes: Partial<CalendarEntry> = {}): CalendarEntry => ({
  ...{ scheduleId: name, name, task: 'demo.noop', timezone: PARIS, count: 1 },
  ...{ firstDueAt: '2026-11-23T08:00:00.000Z', lastDueAt: '2026-11-23T08:00:00.000Z' },
  dueAt: ['2026-11-23T08:00:00.000Z'],
  ...changes,
});

test('a week is seven days from midnight to midnight of the viewer, the one with 25 hours too', () => {
  const edges = weekEdges(Date.parse('2026-10-20T21:59:00Z'), 0, PARIS);
  expect(edges).toHaveLength(8);
  expect(edges[0]).toBe('2026-10-19T22:00:00.000Z');
  expect(edges.at(-1)).toBe('2026-10-26T23:00:00.000Z');
  const hours = edges.slice(1).map((to, index) => hoursOf({ from: edges[index] ?? '', to, items: [] }));
  expect(hours).toEqual([24, 24, 24, 24, 24, 25, 24]);
});

test('a day that begins after a gap at midnight begins when the gap ends', () => {
  // In Beirut the clocks go from midnight to one o'clock.
  const edges = weekEdges(Date.parse('2026-03-28T10:00:00Z'), 0, 'Asia/Beirut');
  expect(edges.slice(0, 3)).toEqual([
    '2026-03-27T22:00:00.000Z',
    '2026-03-28T22:00:00.000Z',
    '2026-03-29T21:00:00.000Z',
  ]);
});

test('a later week begins where this one ends', () => {
  const now = Date.parse('2026-11-22T10:00:00Z');
  expect(weekEdges(now, 1, PARIS)[0]).toBe(weekEdges(now, 0, PARIS).at(-1) ?? '');
  expect(['-1', '1.5', 'x', undefined, '2', '999'].map(toWeeks)).toEqual([0, 0, 0, 0, 2, 52]);
});

test('what fires often is one line, before the slots of the others in their order', () => {
  const often = entry('often', { count: 1_440, dueAt: [], lastDueAt: '2026-11-23T22:59:00.000Z' });
  const twice = entry('twice', { count: 2, dueAt: ['2026-11-23T07:00:00.000Z', '2026-11-23T09:00:00.000Z'] });
  const lines = linesOf([entry('once'), twice, often]);
  expect(lines.map(({ name, at }) => `${name} ${at.slice(11, 13)}`)).toEqual([
    'often 08',
    'twice 07',
    'once 08',
    'twice 09',
  ]);
  expect(lines[0]?.many).toEqual({ count: 1_440, until: '2026-11-23T22:59:00.000Z' });
});

test('a search finds names and tasks', () => {
  const day = { from: '', to: '', items: [entry('nightly'), entry('other', { task: 'csv.summarize' })] };
  expect(matchingItems(day, { q: 'NIGHT' })).toHaveLength(1);
  expect(matchingItems(day, { q: 'csv' })).toHaveLength(1);
  expect(matchingItems(day, { task: 'csv.summarize', q: 'night' })).toEqual([]);
  expect(matchingItems(day, {})).toHaveLength(2);
});
