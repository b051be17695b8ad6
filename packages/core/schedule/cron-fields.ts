/**
 * A cron expression after parsing: every list ascending. What it means, daylight saving included, is decided by the
 * files beside this one; the library that reads the text (packages/adapters/cron) only fills these fields.
 */
export interface CronFields {
  seconds: readonly number[];
  minutes: readonly number[];
  hours: readonly number[];
  /** 1 to 12. */
  months: readonly number[];
  /** 1 to 31. Empty where only `L`, `LW` or `15W` stand. */
  days: readonly number[];
  /** `L`: the last day of the month. */
  isLastDay: boolean;
  /** `LW`: the last day of the month that is Monday to Friday. */
  isLastWeekday: boolean;
  /** `15W`: the day from Monday to Friday nearest to the 15th, in the same month. */
  nearestWeekdays: readonly number[];
  /** Seven sets of bits, Sunday first: 1 = the first such day of the month … 16 = the fifth, 32 = the last, EVERY = all. */
  weekdays: readonly number[];
  /** The field is `*`: it restricts nothing. Where neither is, a day that fits either of the two fits. */
  isAnyDay: boolean;
  isAnyWeekday: boolean;
  /** The hour field holds a `*` or names all 24 hours: such a schedule follows elapsed time where clocks change. */
  isWildcardHour: boolean;
}

/** Reads 5 or 6 fields or a macro such as `@daily`. Throws a DomainError `invalid` that says what is wrong and where. */
export type ParseCron = (expression: string, path: string) => CronFields;

/** Bits of a weekday that fits in every week. */
export const EVERY_WEEK = 63;
/** Bit of the last such weekday of a month. */
export const LAST_WEEK = 32;
