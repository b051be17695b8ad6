import { expect, test } from 'bun:test';
import { isFiltered, toScheduleFilter } from './schedule-filter-params.ts';

test('the address of the page says which schedules are shown', () => {
  expect(toScheduleFilter({ q: ' report ', task: 'csv.summarize', paused: 'true', managedBy: 'code' })).toEqual({
    q: 'report',
    task: 'csv.summarize',
    paused: 'true',
    managedBy: 'code',
  });
});

test('what an old link says that is no condition shows everything', () => {
  const filter = toScheduleFilter({ q: ' ', paused: 'perhaps', managedBy: 'magic' });
  expect(filter).toEqual({});
  expect(isFiltered(filter)).toBe(false);
});
