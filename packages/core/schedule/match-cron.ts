import { type CronFields, EVERY_WEEK, LAST_WEEK } from './cron-fields.ts';

/** 1 looks for what comes next, -1 for what came before. */
export type Direction = 1 | -1;

/**
 * Wall time: what the clocks of a zone show, in seconds, counted as if the zone were UTC. Here every day has 24 hours;
 * cron-slots.ts knows where the clocks of a zone really go.
 */
export type WallSeconds = number;

const DAY_S = 86_400;
/**
 * The rarest days are those of 29 February on a given weekday: 40 years apart around 2100. What has not come in a year
 * more never comes.
 */
const MAX_MONTHS = 41 * 12;

/** The nearest matching wall time at or after (-1: at or before) `from`. Null if the expression never matches. */
export function seekWall(fields: CronFields, from: WallSeconds, direction: Direction): WallSeconds | null {
  const whole = direction === 1 ? Math.ceil(from) : Math.floor(from);
  const today = Math.floor(whole / DAY_S);
  const day = seekDay(fields, today, direction);
  if (day === today) {
    const time = seekTime(fields, whole - today * DAY_S, direction);
    if (time !== null) return today * DAY_S + time;
    const otherDay = seekDay(fields, today + direction, direction);
    return otherDay === null ? null : otherDay * DAY_S + edgeTime(fields, direction);
  }
  return day === null ? null : day * DAY_S + edgeTime(fields, direction);
}

/** First (-1: last) matching second of a day. */
function edgeTime(fields: CronFields, direction: Direction): number {
  const [hour = 0, minute = 0, second = 0] = clockLists(fields).map((list) => edge(list, direction));
  return hour * 3_600 + minute * 60 + second;
}

function seekTime(fields: CronFields, secondOfDay: number, direction: Direction): number | null {
  const wanted = [Math.floor(secondOfDay / 3_600), Math.floor(secondOfDay / 60) % 60, secondOfDay % 60];
  const found = seekParts(clockLists(fields), wanted, direction);
  if (found === null) return null;
  const [hour = 0, minute = 0, second = 0] = found;
  return hour * 3_600 + minute * 60 + second;
}

const clockLists = (fields: CronFields) => [fields.hours, fields.minutes, fields.seconds];

/** The nearest combination, one value from each list, the first list counting most. */
function seekParts(lists: (readonly number[])[], wanted: number[], direction: Direction): number[] | null {
  const [list, ...lower] = lists;
  const [value = 0, ...lowerValues] = wanted;
  if (list === undefined) return [];
  const here = seekValue(list, value, direction);
  if (here === value) {
    const rest = seekParts(lower, lowerValues, direction);
    if (rest !== null) return [here, ...rest];
  }
  const beyond = here === value ? seekValue(list, value + direction, direction) : here;
  return beyond === undefined ? null : [beyond, ...lower.map((each) => edge(each, direction))];
}

const seekValue = (list: readonly number[], value: number, direction: Direction): number | undefined =>
  direction === 1 ? list.find((each) => each >= value) : list.findLast((each) => each <= value);

const edge = (list: readonly number[], direction: Direction): number => list.at(direction === 1 ? 0 : -1) ?? 0;

/** The nearest matching day, counted from 1970-01-01, or null. Goes month by month. */
function seekDay(fields: CronFields, from: number, direction: Direction): number | null {
  const date = new Date(from * DAY_S * 1_000);
  let year = date.getUTCFullYear();
  let month = date.getUTCMonth() + 1;
  let wanted = date.getUTCDate();
  for (let i = 0; i < MAX_MONTHS; i++) {
    if (fields.months.includes(month)) {
      const day = seekValue(daysOfMonth(fields, year, month), wanted, direction);
      if (day !== undefined) return Date.UTC(year, month - 1, day) / 1_000 / DAY_S;
    }
    month += direction;
    if (month < 1 || month > 12) {
      year += direction;
      month = direction === 1 ? 1 : 12;
    }
    wanted = direction === 1 ? 1 : 31;
  }
  return null;
}

/** Days of one month that match, ascending. */
function daysOfMonth(fields: CronFields, year: number, month: number): number[] {
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const firstWeekday = new Date(Date.UTC(year, month - 1, 1)).getUTCDay();
  const weekdayOf = (day: number): number => (firstWeekday + day - 1) % 7;
  const special = specialDays(fields, length, weekdayOf);
  const days: number[] = [];
  for (let day = 1; day <= length; day++) {
    const isDay = fields.days.includes(day) || special.includes(day);
    const isWeekday = fitsWeekday(fields.weekdays[weekdayOf(day)] ?? 0, day, length);
    // Two restrictions: either is enough, as POSIX has it. Otherwise the one that restricts decides. Vixie cron takes
    // a step from * for no restriction; import-crontab.ts refuses what it would read otherwise.
    const fits = fields.isAnyDay || fields.isAnyWeekday ? isDay && isWeekday : isDay || isWeekday;
    if (fits) days.push(day);
  }
  return days;
}

function fitsWeekday(bits: number, day: number, length: number): boolean {
  if (bits === EVERY_WEEK) return true;
  const isLast = day + 7 > length;
  return (bits & (1 << Math.floor((day - 1) / 7))) !== 0 || (isLast && (bits & LAST_WEEK) !== 0);
}

/** Days that `L`, `LW` and `15W` mean in a month. */
function specialDays(fields: CronFields, length: number, weekdayOf: (day: number) => number): number[] {
  const days = fields.nearestWeekdays
    .filter((day) => day <= length)
    .map((day) => nearestWeekday(day, length, weekdayOf(day)));
  if (fields.isLastDay) days.push(length);
  if (fields.isLastWeekday) days.push(nearestWeekday(length, length, weekdayOf(length)));
  return days;
}

/** Saturday goes back to Friday and Sunday on to Monday, unless that leaves the month. */
function nearestWeekday(day: number, length: number, weekday: number): number {
  if (weekday === 6) return day === 1 ? 3 : day - 1;
  if (weekday === 0) return day === length ? day - 2 : day + 1;
  return day;
}
