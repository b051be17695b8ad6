import { invalid } from '../errors/domain-error.ts';
import { nearestNames } from '../task/nearest-names.ts';

/**
 * The name as the IANA data spells it: "europe/paris" → "Europe/Paris". Throws a DomainError `invalid` with the nearest
 * names. Offsets such as "+02:00" are refused: they know no daylight saving, which is rarely what is meant.
 */
export function parseTimeZone(name: string, path: string): string {
  const canonical = /^[a-z]/i.test(name) ? canonicalName(name) : null;
  if (canonical !== null) return canonical;
  const nearest = nearestZones(name);
  const hint = nearest.length > 0 ? `did you mean ${nearest.join(' or ')}?` : 'use a name such as "Europe/Paris"';
  throw invalid(path, `must be an IANA time zone, got "${name.slice(0, 100)}": ${hint}`);
}

/** Asking Intl takes 20 us, and thousands of schedules share few zones. Every zone in two spellings is 1 200. */
const MAX_KNOWN = 2_000;
const known = new Map<string, string>();

function canonicalName(name: string): string | null {
  const before = known.get(name);
  if (before !== undefined) return before;
  try {
    const canonical = new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone;
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(name, canonical);
    return canonical;
  } catch {
    return null;
  }
}

/** Compared without case, and by the city alone: people write "paris". */
function nearestZones(name: string): string[] {
  const zones = Intl.supportedValuesOf('timeZone');
  const spelled = new Map(
    zones.flatMap((zone) => [[keyOf(zone), zone] as const, [keyOf(cityOf(zone)), zone] as const]),
  );
  const wanted = keyOf(name);
  // Neither a typo nor part of a name: not worth a comparison letter by letter with 900 names.
  const isLike = (key: string): boolean => key.includes(wanted) || Math.abs(key.length - wanted.length) <= 4;
  const nearest = nearestNames(wanted, [...spelled.keys()].filter(isLike));
  return [...new Set(nearest.map((key) => spelled.get(key) ?? key))];
}

const keyOf = (name: string): string => name.toLowerCase().replaceAll(' ', '_');
const cityOf = (zone: string): string => zone.slice(zone.lastIndexOf('/') + 1);
