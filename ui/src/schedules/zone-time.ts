import { localText } from '@fbrain/core/schedule/preview-slots';
import { stretchAt } from '@fbrain/core/schedule/zone-timeline';

/** What a `datetime-local` control shows for an instant, by the clocks of a zone; empty for none. */
export function toZoneInput(iso: string | undefined, timezone: string): string {
  return iso === undefined ? '' : localText(knownZone(timezone), Date.parse(iso)).slice(0, 19);
}

/**
 * The instant at which the clocks of a zone show what a `datetime-local` control holds, undefined when it is empty. A
 * time that comes twice is the first, one that is left out comes after the gap.
 */
export function fromZoneInput(wall: string, timezone: string): string | undefined {
  const wallMs = Date.parse(`${wall}Z`);
  if (Number.isNaN(wallMs)) return undefined;
  const zone = knownZone(timezone);
  // A day before, the clocks stand as before any change of this time: right, but for what comes after the change.
  const before = wallMs - stretchAt(zone, wallMs - DAY_MS).offsetMs;
  const after = wallMs - stretchAt(zone, wallMs + DAY_MS).offsetMs;
  const isRight = (ms: number): boolean => ms + stretchAt(zone, ms).offsetMs === wallMs;
  return new Date(isRight(before) || !isRight(after) ? before : after).toISOString();
}

const DAY_MS = 86_400_000;

/** A zone that is being typed, or that this browser does not know: the server says what is wrong with it. */
export function knownZone(timezone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: timezone }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}
