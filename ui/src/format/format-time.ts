import { RELATIVE_WORDS, type RelativeWords } from './relative-words.ts';

const STEPS = [
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
  { unit: 'second', ms: 1_000 },
] as const;

/** How far an instant is from now, one unit: "3m ago", "in 2h". Less than a second either way is "now". */
export function formatRelative(iso: string, nowMs: number, locale: keyof typeof RELATIVE_WORDS): string {
  const words: RelativeWords = RELATIVE_WORDS[locale];
  const distanceMs = Date.parse(iso) - nowMs;
  const step = STEPS.find(({ ms }) => Math.abs(distanceMs) >= ms);
  if (!step) return words.now;
  const distance = Math.trunc(distanceMs / step.ms);
  const named = step.unit === 'day' ? words.days[distance] : undefined;
  const amount = `${Math.abs(distance).toLocaleString(locale)}${words.units[step.unit]}`;
  return named ?? (distance < 0 ? words.past(amount) : words.future(amount));
}

const ABSOLUTE = {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hourCycle: 'h23',
  timeZoneName: 'short',
} as const satisfies Intl.DateTimeFormatOptions;

const CLOCK = {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hourCycle: 'h23',
} as const satisfies Intl.DateTimeFormatOptions;

/** The full instant with its zone, in the viewer's zone unless one is given. */
export const formatAbsolute = (iso: string, locale: string, timeZone?: string): string =>
  formatOf(ABSOLUTE, locale, timeZone).format(new Date(iso));

/**
 * The full instant by two clocks: the viewer's, and those of another zone, UTC unless one is given, in which servers
 * write their logs. Once where both show the same.
 */
export function formatBoth(iso: string, locale: string, { own = '', other = 'UTC' } = {}): string {
  const [ours, theirs] = [formatAbsolute(iso, locale, own), formatAbsolute(iso, locale, other)];
  return ours === theirs ? ours : `${ours} · ${theirs}`;
}

/** The time of day to the millisecond, for lines that stand close together. */
export const formatClock = (iso: string, locale: string, timeZone?: string): string =>
  formatOf(CLOCK, locale, timeZone).format(new Date(iso));

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format takes longer than drawing the line it is for, and a scrolled log needs hundreds a second. */
function formatOf(options: typeof ABSOLUTE | typeof CLOCK, locale: string, timeZone = ''): Intl.DateTimeFormat {
  const key = `${options === CLOCK} ${locale} ${timeZone}`;
  const known = formats.get(key);
  if (known) return known;
  const format = new Intl.DateTimeFormat(locale, { ...options, ...(timeZone === '' ? {} : { timeZone }) });
  formats.set(key, format);
  return format;
}
