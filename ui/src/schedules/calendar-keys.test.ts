import { expect, test } from 'bun:test';
import { nextPlace } from './calendar-keys.ts';

const LENGTHS = [3, 0, 1, 2];

test('arrows move within a day and end with it', () => {
  expect(nextPlace('ArrowDown', LENGTHS, { day: 0, line: 0 })).toEqual({ day: 0, line: 1 });
  expect(nextPlace('ArrowDown', LENGTHS, { day: 0, line: 2 })).toBeNull();
  expect(nextPlace('ArrowUp', LENGTHS, { day: 0, line: 0 })).toBeNull();
});

test('arrows lead to other days, past empty ones, to about the same place', () => {
  expect(nextPlace('ArrowRight', LENGTHS, { day: 0, line: 2 })).toEqual({ day: 2, line: 0 });
  expect(nextPlace('ArrowLeft', LENGTHS, { day: 2, line: 0 })).toEqual({ day: 0, line: 0 });
  expect(nextPlace('ArrowRight', LENGTHS, { day: 3, line: 1 })).toBeNull();
  expect(nextPlace('Enter', LENGTHS, { day: 0, line: 0 })).toBeNull();
});
