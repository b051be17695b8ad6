/** Languages in which a schedule can be said. */
export const WORD_LOCALES = ['en', 'fr'] as const;
export type WordLocale = (typeof WORD_LOCALES)[number];

/** The phrases that describe-timetable.ts puts together. Lists come joined ("1, 2 and 3"), names in the language. */
export interface ScheduleWords {
  at: (times: string) => string;
  every: (unit: Unit, count: number) => string;
  atUnits: (unit: 'second' | 'minute', values: string, count: number) => string;
  /** 1 = every hour, 2 = hours 0, 2, 4 and so on. */
  ofEveryHour: (step: number) => string;
  between: (from: string, to: string) => string;
  duringHours: (hours: string) => string;
  everyDay: string;
  dayRange: (from: string, to: string) => string;
  /** A name as it stands in the list that `onWeekdays` gets. */
  weekday: (name: string) => string;
  onWeekdays: (names: string) => string;
  /** `nth` 1 to 5, or 6 for the last. */
  onNthWeekday: (nth: number, name: string) => string;
  onDays: (days: string, count: number) => string;
  onLastDay: string;
  onLastWeekday: string;
  nearestTo: (days: string) => string;
  inMonths: (names: string) => string;
  monthRange: (from: string, to: string) => string;
  once: (time: string) => string;
}

export type Unit = 'millisecond' | 'second' | 'minute' | 'hour' | 'day';

const EN_ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'last'];

const en: ScheduleWords = {
  at: (times) => `at ${times}`,
  every: (unit, count) => (count === 1 ? `every ${unit}` : `every ${count} ${unit}s`),
  atUnits: (unit, values, count) => `at ${unit}${count > 1 ? 's' : ''} ${values}`,
  ofEveryHour: (step) =>
    step === 1 ? 'of every hour' : `of every ${step}${step === 2 ? 'nd' : step === 3 ? 'rd' : 'th'} hour`,
  between: (from, to) => `from ${from} to ${to}`,
  duringHours: (hours) => `in the hours from ${hours}`,
  everyDay: 'every day',
  dayRange: (from, to) => `${from} to ${to}`,
  weekday: (name) => name,
  onWeekdays: (names) => `on ${names}`,
  onNthWeekday: (nth, name) => `on the ${EN_ORDINALS[nth - 1]} ${name} of the month`,
  onDays: (days, count) => `on day${count > 1 ? 's' : ''} ${days} of the month`,
  onLastDay: 'on the last day of the month',
  onLastWeekday: 'on the last day from Monday to Friday of the month',
  nearestTo: (days) => `on the day from Monday to Friday nearest to day ${days} of the month`,
  inMonths: (names) => `in ${names}`,
  monthRange: (from, to) => `from ${from} to ${to}`,
  once: (time) => `once, at ${time}`,
};

const FR_UNITS: Record<Unit, readonly [every: string, plural: string]> = {
  millisecond: ['toutes les', 'millisecondes'],
  second: ['toutes les', 'secondes'],
  minute: ['toutes les', 'minutes'],
  hour: ['toutes les', 'heures'],
  day: ['tous les', 'jours'],
};
const FR_ORDINALS = ['premier', 'deuxième', 'troisième', 'quatrième', 'cinquième', 'dernier'];

const fr: ScheduleWords = {
  at: (times) => `à ${times}`,
  every: (unit, count) => {
    const [every, plural] = FR_UNITS[unit];
    return count === 1 ? `${every} ${plural}` : `${every} ${count} ${plural}`;
  },
  atUnits: (unit, values, count) =>
    `${count > 1 ? 'aux' : 'à la'} ${unit === 'second' ? 'seconde' : 'minute'}${count > 1 ? 's' : ''} ${values}`,
  ofEveryHour: (step) => (step === 1 ? 'de chaque heure' : `d’une heure sur ${step}`),
  between: (from, to) => `de ${from} à ${to}`,
  duringHours: (hours) => `dans les heures à partir de ${hours}`,
  everyDay: 'tous les jours',
  dayRange: (from, to) => `du ${from} au ${to}`,
  weekday: (name) => `le ${name}`,
  onWeekdays: (names) => names,
  onNthWeekday: (nth, name) => `le ${FR_ORDINALS[nth - 1]} ${name} du mois`,
  onDays: (days, count) => `${count > 1 ? 'les' : 'le'} ${days} du mois`,
  onLastDay: 'le dernier jour du mois',
  onLastWeekday: 'le dernier jour du lundi au vendredi du mois',
  nearestTo: (days) => `le jour du lundi au vendredi le plus proche du ${days} du mois`,
  inMonths: (names) => `en ${names}`,
  monthRange: (from, to) => `de ${from} à ${to}`,
  once: (time) => `une fois, le ${time}`,
};

export const SCHEDULE_WORDS: Record<WordLocale, ScheduleWords> = { en, fr };
