/** A stretch of time in which the clocks of a zone keep one distance from UTC. Ends at a change, or with the UTC year. */
export interface ZoneStretch {
  startMs: number;
  /** Exclusive. */
  endMs: number;
  /** What the clocks show minus UTC. */
  offsetMs: number;
  /** The distance just before `startMs`: smaller = clocks went forward (a gap), larger = back (a fold). */
  previousOffsetMs: number;
}

interface Zone {
  format: Intl.DateTimeFormat;
  /** Stretches by UTC year. */
  years: Map<number, ZoneStretch[]>;
}

/**
 * Two changes that undo each other within one step would be missed. The shortest distance between two changes of any
 * zone since 2000 is 6.96 days (America/Boa_Vista, October 2000).
 */
const STEP_MS = 4 * 86_400_000;
/** About 400 bytes each. Preview and import take any zone and year, so the table must not grow with what is asked. */
const MAX_CACHED_YEARS = 5_000;

const zones = new Map<string, Zone>();
let cachedYears = 0;

/** The stretch that holds an instant. Throws a RangeError for a zone that does not exist. */
export function stretchAt(timezone: string, ms: number): ZoneStretch {
  const stretches = stretchesOfYear(timezone, new Date(ms).getUTCFullYear());
  const found = stretches.findLast(({ startMs }) => startMs <= ms);
  if (found === undefined) throw new RangeError(`no stretch of ${timezone} holds ${ms}`);
  return found;
}

function stretchesOfYear(timezone: string, year: number): ZoneStretch[] {
  const zone = zoneOf(timezone);
  const known = zone.years.get(year);
  if (known) return known;
  const made = readYear(zone.format, Date.UTC(year, 0), Date.UTC(year + 1, 0));
  zone.years.set(year, made);
  cachedYears += 1;
  return made;
}

function zoneOf(timezone: string): Zone {
  if (cachedYears > MAX_CACHED_YEARS) {
    zones.clear();
    cachedYears = 0;
  }
  const known = zones.get(timezone);
  if (known) return known;
  const fields = { year: 'numeric', month: 'numeric', day: 'numeric' } as const;
  const clock = { hour: 'numeric', minute: 'numeric', second: 'numeric', hourCycle: 'h23' } as const;
  const zone = {
    format: new Intl.DateTimeFormat('en-US', { timeZone: timezone, ...fields, ...clock }),
    years: new Map(),
  };
  zones.set(timezone, zone);
  return zone;
}

function readYear(format: Intl.DateTimeFormat, fromMs: number, toMs: number): ZoneStretch[] {
  let offsetMs = offsetAt(format, fromMs);
  let current: ZoneStretch = {
    startMs: fromMs,
    endMs: toMs,
    offsetMs,
    previousOffsetMs: offsetAt(format, fromMs - 1_000),
  };
  const stretches = [current];
  for (let atMs = fromMs; atMs < toMs; atMs += STEP_MS) {
    const untilMs = Math.min(atMs + STEP_MS, toMs - 1_000);
    const untilOffsetMs = offsetAt(format, untilMs);
    if (untilOffsetMs === offsetMs) continue;
    const changeMs = findChange(format, atMs, untilMs, offsetMs);
    current.endMs = changeMs;
    current = { startMs: changeMs, endMs: toMs, offsetMs: untilOffsetMs, previousOffsetMs: offsetMs };
    stretches.push(current);
    offsetMs = untilOffsetMs;
  }
  return stretches;
}

/** First second with another offset, by halving. */
function findChange(format: Intl.DateTimeFormat, fromMs: number, toMs: number, offsetMs: number): number {
  let before = fromMs;
  let after = toMs;
  while (after - before > 1_000) {
    const middle = before + Math.floor((after - before) / 2_000) * 1_000;
    if (offsetAt(format, middle) === offsetMs) before = middle;
    else after = middle;
  }
  return after;
}

/** One `format` and a split take a third of the time of `formatToParts`. */
function offsetAt(format: Intl.DateTimeFormat, ms: number): number {
  const parts = format.format(ms).split(/\D+/);
  const [month = 1, day = 1, year = 1970, hour = 0, minute = 0, second = 0] = parts.map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(ms / 1_000) * 1_000;
}
