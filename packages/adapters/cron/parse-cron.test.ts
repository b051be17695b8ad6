import { describe, expect, test } from 'bun:test';
import { parseCron } from './parse-cron.ts';

const parse = (expression: string) => parseCron(expression, '/cron');
const refusal = (expression: string): string => {
  try {
    parse(expression);
    return 'accepted';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

test('names, ranges, steps and lists are values', () => {
  const fields = parse('*/20 9-11,18 1-9/4 jan-MAR,12 MON-fri');
  expect(fields).toMatchObject({ seconds: [0], minutes: [0, 20, 40], hours: [9, 10, 11, 18], days: [1, 5, 9] });
  expect(fields).toMatchObject({ months: [1, 2, 3, 12], weekdays: [0, 63, 63, 63, 63, 63, 0] });
});

test('six fields have the seconds first', () => {
  expect(parse('5,35 0 6 * * *')).toMatchObject({ seconds: [5, 35], minutes: [0], hours: [6] });
});

test('Sunday is 0 and 7', () => {
  expect(parse('0 0 * * 0')).toEqual(parse('0 0 * * 7'));
  expect(parse('0 0 * * 5-7').weekdays).toEqual([63, 0, 0, 0, 0, 63, 63]);
});

test('L, W and # name days by their place in the month', () => {
  expect(parse('0 0 L * *')).toMatchObject({ isLastDay: true, days: [], isAnyDay: false });
  expect(parse('0 0 LW * *')).toMatchObject({ isLastWeekday: true, days: [] });
  expect(parse('0 0 1W,15W * *')).toMatchObject({ nearestWeekdays: [1, 15], days: [] });
  expect(parse('0 0 * * FRI#2').weekdays).toEqual([0, 0, 0, 0, 0, 2, 0]);
  expect(parse('0 0 * * 5L').weekdays).toEqual([0, 0, 0, 0, 0, 32, 0]);
});

test('a macro is the expression it stands for', () => {
  expect(parse('@hourly')).toEqual(parse('0 * * * *'));
  expect(parse('@daily')).toEqual(parse('0 0 * * *'));
  expect(parse('@midnight')).toEqual(parse('@daily'));
  expect(parse('@weekly')).toEqual(parse('0 0 * * 0'));
  expect(parse('@monthly')).toEqual(parse('0 0 1 * *'));
  expect(parse('@yearly')).toEqual(parse('0 0 1 1 *'));
  expect(parse('@Annually')).toEqual(parse('@yearly'));
});

test('only a star, or all 24 hours, makes the hour a wildcard', () => {
  const isWildcard = (expression: string) => parse(expression).isWildcardHour;
  expect(['0 * * * *', '0 */2 * * *', '0 0-23 * * *', '0 0 * * * *', '@hourly'].map(isWildcard)).not.toContain(false);
  expect(['* 2 * * *', '0 1-3 * * *', '0 0-22/2 * * *', '* * 5 * * *', '@daily'].map(isWildcard)).not.toContain(true);
});

describe('what is no expression is refused with the reason', () => {
  test.each([
    ['', 'five'],
    ['0 0 * *', 'five'],
    ['0 0 0 1 1 * 2027', '7 parts'],
    ['60 * * * *', '60 is no minute, which is 0 to 59'],
    ['0 24 * * *', '24 is no hour'],
    ['0 0 0 * *', '0 is no day of the month, which is 1 to 31'],
    ['0 0 * 13 *', '13 is no month, which is 1 to 12'],
    ['0 0 * * 8', '8 is no weekday'],
    ['0 22-2 * * *', "'22-2'"],
    ['*/0 * * * *', 'stepping: 0'],
    ['0 0 * * 1#6', '1-5'],
    ['0 0 1,,2 * *', 'empty'],
    ['0 0 L-3 * *', "'L-3'"],
    ['0 0 * * fun', 'illegal'],
    ['1e1 * * * *', '1e1'],
    ['* * * * *; rm', '*;'],
    ['0 0 * * +1', '"+" means nothing'],
    ['@reboot', '"@reboot" has no time'],
    ['@every 5m', 'there is no "@every 5m"'],
  ])('%p', (expression, reason) => {
    expect(refusal(expression)).toStartWith('/cron is not a cron expression: ');
    expect(refusal(expression)).toContain(reason);
  });

  test('a text of a megabyte is refused at once', () => {
    expect(refusal('1,'.repeat(500_000))).toBe('/cron must be at most 500 characters');
  });
});
