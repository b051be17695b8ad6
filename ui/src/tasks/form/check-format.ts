import { t } from '../../i18n/translate.ts';

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]\d{2}(:?\d{2})?)$/;
const NAME_PART = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i;

/**
 * What the formats of JSON Schema demand. None is stricter than the server, which has the last word; what is not here
 * lets everything pass.
 */
const FORMATS = {
  date: isDay,
  'date-time': isInstant,
  time: (text: string) => TIME.test(text),
  duration: (text: string) => /^P(?=.)(\d+[YMWD])*(T(\d+[HMS])+)?$/.test(text),
  email: (text: string) => /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(text),
  hostname: (text: string) => text.replace(/\.$/, '').split('.').every(isNamePart),
  ipv4: (text: string) => /^(\d{1,3}\.){3}\d{1,3}$/.test(text) && text.split('.').every((part) => Number(part) <= 255),
  ipv6: (text: string) => /^[0-9a-f.]*:[0-9a-f.:]+$/i.test(text) && !text.includes(':::'),
  uri: (text: string) => /^[a-z][a-z0-9+.-]*:\S*$/i.test(text),
  uuid: (text: string) => /^(urn:uuid:)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text),
} as const;

/** What a text of this format must look like, in words with an example; null = it does, or the format is unknown. */
export function formatFault(text: string, format: string): string | null {
  if (!Object.hasOwn(FORMATS, format)) return null;
  const known = format as keyof typeof FORMATS;
  return FORMATS[known](text) ? null : t(`check.format.${known}`);
}

/** A day of the calendar such as 2026-03-14. */
export function isDay(text: string): boolean {
  const [, year, month, day] = DAY.exec(text) ?? [];
  if (year === undefined) return false;
  const date = new Date(Date.UTC(2000, 0, 1));
  // The constructor would take the years 0 to 99 for those of the last century.
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

function isInstant(text: string): boolean {
  const [day = '', time = '', more] = text.split(/[Tt ]/);
  return more === undefined && isDay(day) && TIME.test(time);
}

const isNamePart = (part: string): boolean => NAME_PART.test(part);
