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

/** The full instant with its zone, in the viewer's zone unless one is given. */
export function formatAbsolute(iso: string, locale: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
    timeZoneName: 'short',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(new Date(iso));
}

/** The time of day to the millisecond, for lines that stand close together. */
export function formatClock(iso: string, locale: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(new Date(iso));
}
