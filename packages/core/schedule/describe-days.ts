import { type CronFields, EVERY_WEEK } from './cron-fields.ts';
import type { ScheduleWords, WordLocale } from './schedule-words.ts';
import { isUnbroken, joinWords } from './word-list.ts';

/** The days an expression fits, "" if it restricts none. */
export function describeDays(fields: CronFields, words: ScheduleWords, locale: WordLocale): string {
  const parts = [
    ...(fields.isAnyDay ? [] : daysOfMonth(fields, words, locale)),
    ...(fields.isAnyWeekday ? [] : weekdays(fields, words, locale)),
  ];
  return joinWords(parts, locale, 'disjunction');
}

/** The months an expression fits, "" if all. */
export function describeMonths({ months }: CronFields, words: ScheduleWords, locale: WordLocale): string {
  if (months.length === 12) return '';
  const names = months.map((month) => nameOf({ month: 'long' }, Date.UTC(2026, month - 1, 1), locale));
  if (names.length > 2 && isUnbroken(months)) return words.monthRange(names[0] ?? '', names.at(-1) ?? '');
  return words.inMonths(joinWords(names, locale));
}

function daysOfMonth(fields: CronFields, words: ScheduleWords, locale: WordLocale): string[] {
  const { days, nearestWeekdays, isLastDay, isLastWeekday } = fields;
  return [
    ...(days.length > 0 ? [words.onDays(joinWords(days, locale), days.length)] : []),
    ...(nearestWeekdays.length > 0 ? [words.nearestTo(joinWords(nearestWeekdays, locale))] : []),
    ...(isLastDay ? [words.onLastDay] : []),
    ...(isLastWeekday ? [words.onLastWeekday] : []),
  ];
}

/** Monday first, so that a working week and a weekend are each in one piece. */
const WEEK = [1, 2, 3, 4, 5, 6, 0];

function weekdays(fields: CronFields, words: ScheduleWords, locale: WordLocale): string[] {
  const bitsOf = (place: number): number => fields.weekdays[WEEK[place] ?? 0] ?? 0;
  // 2026-11-01 is a Sunday.
  const nameAt = (place: number): string =>
    nameOf({ weekday: 'long' }, Date.UTC(2026, 10, 1 + (WEEK[place] ?? 0)), locale);
  const places = WEEK.keys().toArray();
  const whole = places.filter((place) => bitsOf(place) === EVERY_WEEK);
  const nth = places
    .filter((place) => bitsOf(place) !== EVERY_WEEK)
    .flatMap((place) => weeksOf(bitsOf(place)).map((week) => words.onNthWeekday(week, nameAt(place))));
  const [first] = whole;
  const last = whole.at(-1);
  if (first === undefined || last === undefined) return nth;
  const isRange = whole.length > 2 && isUnbroken(whole);
  const names = whole.map((place) => words.weekday(nameAt(place)));
  return [isRange ? words.dayRange(nameAt(first), nameAt(last)) : words.onWeekdays(joinWords(names, locale)), ...nth];
}

/** 1 to 5, or 6 for the last. */
const weeksOf = (bits: number): number[] => [1, 2, 3, 4, 5, 6].filter((week) => (bits & (1 << (week - 1))) !== 0);

const nameOf = (options: Intl.DateTimeFormatOptions, ms: number, locale: WordLocale): string =>
  new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }).format(ms);
