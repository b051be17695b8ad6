const STEPS = [
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
  { unit: 'second', ms: 1_000 },
] as const;

/** How far an instant is from now, one unit: "3 min ago", "in 2 h". Less than a second either way is "now". */
export function formatRelative(iso: string, nowMs: number, locale: string): string {
  const distanceMs = Date.parse(iso) - nowMs;
  // English is shortest and still reads well when narrow; narrow French is a bare "-3 s".
  const style = locale === 'en' ? 'narrow' : 'short';
  const format = new Intl.RelativeTimeFormat(locale, { style, numeric: 'auto' });
  const step = STEPS.find(({ ms }) => Math.abs(distanceMs) >= ms);
  return step ? format.format(Math.trunc(distanceMs / step.ms), step.unit) : format.format(0, 'second');
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
