import { expect, test } from 'bun:test';
import { isFiltered, toggleState, toRunFilter } from './run-filter-params.ts';

test('the address of the page says which runs are shown', () => {
  expect(toRunFilter({ state: ['failed', 'expired'], task: 'csv.summarize', q: ' boom ' })).toEqual({
    states: ['failed', 'expired'],
    task: 'csv.summarize',
    q: 'boom',
  });
});

test('an old link with an unknown state still works', () => {
  expect(toRunFilter({ state: 'exploded', nonsense: '1' })).toEqual({ states: [] });
});

test('a chip pressed twice changes nothing', () => {
  expect(toggleState(toggleState(['failed'], 'queued'), 'queued')).toEqual(['failed']);
});

test('no condition is no filter', () => {
  expect(isFiltered(toRunFilter({}))).toBe(false);
  expect(isFiltered(toRunFilter({ q: 'x' }))).toBe(true);
  expect(isFiltered(toRunFilter({ state: 'queued' }))).toBe(true);
});
