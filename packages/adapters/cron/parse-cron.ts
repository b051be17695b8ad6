import { invalid } from '@fbrain/core/errors/domain-error';
import type { CronFields } from '@fbrain/core/schedule/cron-fields';
import { CronPattern } from 'croner';

/** No honest expression comes near it; a list of every second is 170 characters. */
const MAX_LENGTH = 500;

/** Reading takes 70 us; thousands of schedules that are due at once share few expressions, of some 2 kB each. */
const MAX_PARSED = 2_000;
const parsed = new Map<string, CronFields>();

/**
 * Reads an expression of 5 or 6 fields or a macro with croner. Implements the port `ParseCron`: throws a DomainError
 * `invalid` that says what is wrong. Whether it ever fires is not checked here.
 */
export function parseCron(expression: string, path: string): CronFields {
  const text = expression.trim();
  const known = parsed.get(text);
  if (known) return known;
  if (text.length > MAX_LENGTH) throw invalid(path, `must be at most ${MAX_LENGTH} characters`);
  refuseMacro(text, path);
  // croner joins day of the month and weekday by it, which no cron does.
  if (text.includes('+')) throw invalid(path, 'is not a cron expression: "+" means nothing in it. Leave it out');
  if (parsed.size >= MAX_PARSED) parsed.clear();
  const fields = readFields(text, path);
  parsed.set(text, fields);
  return fields;
}

function readFields(text: string, path: string): CronFields {
  const pattern = readPattern(text, path);
  return {
    seconds: setIndices(pattern.second, 0),
    minutes: setIndices(pattern.minute, 0),
    hours: setIndices(pattern.hour, 0),
    months: setIndices(pattern.month, 1),
    days: setIndices(pattern.day, 1),
    isLastDay: pattern.lastDayOfMonth,
    isLastWeekday: pattern.lastWeekday,
    nearestWeekdays: setIndices(pattern.nearestWeekdays, 1),
    // croner keeps an eighth place for the other number of Sunday and has folded it into the first.
    weekdays: pattern.dayOfWeek.slice(0, 7),
    isAnyDay: pattern.starDOM,
    isAnyWeekday: pattern.starDOW,
    isWildcardHour: isWildcardHour(text, pattern),
  };
}

function readPattern(text: string, path: string): CronPattern {
  try {
    return new CronPattern(text, undefined, { mode: '5-or-6-parts' });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw invalid(path, `is not a cron expression: ${toReason(message)}. Write 5 fields, or 6 with seconds first`);
  }
}

/** Name, first and last value of the fields, by croner's name. */
const RANGES: Record<string, readonly [name: string, from: number, to: number]> = {
  second: ['second', 0, 59],
  minute: ['minute', 0, 59],
  hour: ['hour', 0, 23],
  day: ['day of the month', 1, 31],
  month: ['month', 1, 12],
  dayOfWeek: ['weekday', 0, 7],
};

/** croner's message, made to read after the name of the field. */
function toReason(message: string): string {
  const [, part = '', value = ''] = /Invalid value for (\w+): (-?\d+)$/.exec(message) ?? [];
  const range = RANGES[part];
  if (range === undefined) return message.replace(/^CronPattern: (Syntax error, )?/, '').replace(/\.$/, '');
  const [name, from, to] = range;
  // croner counts days and months from 0 there, whatever was written. Sunday is both 0 and 7.
  const written = Number(value) + (part === 'day' || part === 'month' ? 1 : 0);
  return `${written} is no ${name}, which is ${from} to ${to}`;
}

const MACROS = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];

function refuseMacro(text: string, path: string): void {
  if (!text.startsWith('@') || MACROS.includes(text.toLowerCase())) return;
  const why =
    text.toLowerCase() === '@reboot'
      ? '"@reboot" has no time: start the run from what boots, or'
      : `there is no "${text.slice(0, 20)}":`;
  throw invalid(path, `is not a cron expression: ${why} use one of ${MACROS.join(', ')}`);
}

/** See docs/schedules.md. croner folds the hours of `*` and `0-23` into one list, which is what the second half asks for. */
function isWildcardHour(text: string, pattern: CronPattern): boolean {
  const hourField = text.split(/\s+/).at(-4) ?? '';
  return /[*?]/.test(hourField) || setIndices(pattern.hour, 0).length === 24;
}

/** Croner keeps a place per value, 1 where it matches. */
const setIndices = (places: readonly number[], first: number): number[] =>
  places.flatMap((place, index) => (place === 0 ? [] : [index + first]));
