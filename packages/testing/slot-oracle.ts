/**
 * The rules of docs/schedules.md a second time, for tests: slow, and in a way that shares nothing with the product. It
 * asks for the wall time of every single minute and reads expressions itself.
 */
export interface OracleMinute {
  ms: number;
  /** Minutes since 1970 as the clocks of the zone show them. */
  wall: number;
}

export interface OracleSlot {
  ms: number;
  dst: 'shifted' | 'repeated' | null;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Swedish writes "2026-03-29 03:00". */
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  formats.set(zone, made);
  return made;
}

export function minutesOf(zone: string, fromMs: number, untilMs: number): OracleMinute[] {
  const format = formatOf(zone);
  const minutes: OracleMinute[] = [];
  for (let ms = fromMs; ms <= untilMs; ms += 60_000) {
    minutes.push({ ms, wall: Date.parse(`${format.format(ms).replace(' ', 'T')}Z`) / 60_000 });
  }
  return minutes;
}

/** Slots of an expression of five plain fields among consecutive minutes. */
export function oracleSlots(expression: string, minutes: OracleMinute[]): OracleSlot[] {
  const text = expression === '@hourly' ? '0 * * * *' : expression;
  const hour = text.split(' ')[1] ?? '';
  const isWildcard = hour.includes('*') || hour === '0-23';
  const matches = matcherOf(text);
  const shown = new Set<number>();
  const slots: OracleSlot[] = [];
  let previous: number | undefined;
  for (const { ms, wall } of minutes) {
    const isRepeated = shown.has(wall);
    shown.add(wall);
    const missing = previous === undefined ? [] : range(previous + 1, wall - 1);
    previous = wall;
    if (!isWildcard && missing.some(matches)) slots.push({ ms, dst: 'shifted' });
    else if (matches(wall) && (isWildcard || !isRepeated)) slots.push({ ms, dst: isRepeated ? 'repeated' : null });
  }
  return slots;
}

/** Turns five fields into one question about a wall time. */
function matcherOf(expression: string): (wall: number) => boolean {
  const [minute, hour, day, month, weekday] = expression.split(' ').map(valuesOf);
  const isEitherDay = day !== null && weekday !== null;
  return (wall) => {
    const date = new Date(wall * 60_000);
    if (!fits(minute, date.getUTCMinutes()) || !fits(hour, date.getUTCHours())) return false;
    const fitsDay = fits(day, date.getUTCDate());
    const fitsWeekday = fits(weekday, date.getUTCDay());
    return fits(month, date.getUTCMonth() + 1) && (isEitherDay ? fitsDay || fitsWeekday : fitsDay && fitsWeekday);
  };
}

const fits = (values: Set<number> | null | undefined, value: number): boolean => values?.has(value) ?? true;

/** Null for a lone `*`, which asks for nothing. */
function valuesOf(field: string): Set<number> | null {
  if (field === '*') return null;
  const parts = field.split(',').map((part) => {
    const [span = '', step = '1'] = part.split('/');
    const [from = 0, to = from] = span === '*' ? [0, 59] : span.split('-').map(Number);
    return range(from, to).filter((value) => (value - from) % Number(step) === 0);
  });
  return new Set(parts.flat());
}

const range = (from: number, to: number): number[] =>
  from > to ? [] : Array.from({ length: to - from + 1 }, (_, index) => from + index);
