import type { CronFields } from './cron-fields.ts';
import { describeDays, describeMonths } from './describe-days.ts';
import { localText } from './preview-slots.ts';
import type { Timetable } from './schedule.ts';
import { SCHEDULE_WORDS, type ScheduleWords, type Unit, type WordLocale } from './schedule-words.ts';
import { isUnbroken, joinWords } from './word-list.ts';

/** More times than this are said as a rule, not as a list. */
const MAX_TIMES = 6;

/**
 * When a schedule fires, in words: "At 06:00, Monday to Friday". Made from the fields that decide the slots, so it
 * cannot disagree with them.
 */
export function describeTimetable({ timing, timezone }: Timetable, locale: WordLocale): string {
  const words = SCHEDULE_WORDS[locale];
  if (timing.kind === 'once') return capitalized(words.once(localText(timezone, timing.atMs)));
  if (timing.kind === 'interval') return capitalized(describeInterval(timing.everyMs, words));
  const { fields } = timing;
  const { seconds, minutes, hours } = fields;
  const isOften = seconds.length * minutes.length * hours.length > MAX_TIMES;
  const time = isOften ? describeRule(fields, words, locale) : words.at(joinWords(timesOf(fields), locale));
  // "Every 5 minutes" needs no "every day".
  const days = describeDays(fields, words, locale) || (isOften ? '' : words.everyDay);
  const parts = [time, days, describeMonths(fields, words, locale)];
  return capitalized(parts.filter((part) => part !== '').join(', '));
}

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const UNITS: readonly (readonly [Unit, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
];

function describeInterval(ms: number, words: ScheduleWords): string {
  const [unit, size] = UNITS.find(([, each]) => ms % each === 0) ?? (['millisecond', 1] as const);
  return words.every(unit, ms / size);
}

/** Each time of a day the expression fits: "06:00", with seconds where they are not 0. */
function timesOf({ seconds, minutes, hours }: CronFields): string[] {
  return hours.flatMap((hour) =>
    minutes.flatMap((minute) =>
      seconds.map((second) => (second === 0 ? clock(hour, minute) : clock(hour, minute, second))),
    ),
  );
}

const clock = (...parts: number[]): string => parts.map((part) => String(part).padStart(2, '0')).join(':');

/** "Every 15 minutes from 09:00 to 17:59". What a larger unit says already is left out. */
function describeRule({ seconds, minutes, hours }: CronFields, words: ScheduleWords, locale: WordLocale): string {
  const isWholeMinute = seconds.length === 1 && seconds[0] === 0;
  const hourStep = stepOf(hours, 24);
  if (isWholeMinute && minutes.length === 1 && minutes[0] === 0 && hourStep !== null) {
    return words.every('hour', hourStep);
  }
  const hour = hourStep === null ? describeHours(hours, words, locale) : words.ofEveryHour(hourStep);
  const isEveryMinute = minutes.length === 60 && !isWholeMinute;
  const parts = [
    isWholeMinute ? '' : describeUnit('second', seconds, words, locale),
    isEveryMinute ? '' : describeUnit('minute', minutes, words, locale),
    // "Every 5 minutes" is in every hour.
    hourStep === 1 && stepOf(minutes, 60) !== null ? '' : hour,
  ];
  return parts.filter((part) => part !== '').join(' ');
}

type UnitInHour = 'second' | 'minute';

function describeUnit(unit: UnitInHour, values: readonly number[], words: ScheduleWords, locale: WordLocale): string {
  const step = stepOf(values, 60);
  return step === null ? words.atUnits(unit, joinWords(values, locale), values.length) : words.every(unit, step);
}

function describeHours(hours: readonly number[], words: ScheduleWords, locale: WordLocale): string {
  const [from = 0] = hours;
  if (isUnbroken(hours)) return words.between(clock(from, 0), clock(hours.at(-1) ?? 0, 59));
  const starts = hours.map((hour) => clock(hour, 0));
  return words.duringHours(joinWords(starts, locale));
}

/** 15 for 0, 15, 30, 45 of 60: evenly spread over the whole. Null for anything else. */
function stepOf(values: readonly number[], total: number): number | null {
  const step = total / values.length;
  const isEven = values.every((value, index) => value === index * step);
  return Number.isInteger(step) && values.length > 1 && isEven ? step : null;
}
