import { knownZone } from './zone-time.ts';

/** A slot by the clocks of a zone, the viewer's unless one is given: "Mon, Nov 23, 2026, 06:00 GMT+1". */
export function formatSlot(iso: string, locale: string, timezone?: string): string {
  const zone = timezone === undefined ? {} : { timeZone: knownZone(timezone) };
  return format(new Date(iso), locale, { ...zone, timeZoneName: 'short' });
}

/**
 * A slot as the server says it stands in the zone of its schedule: "2026-03-29T03:00:00+02:00". The server's zone data
 * decide when it fires, so they are shown, not the browser's.
 */
export function formatLocal(local: string, locale: string): string {
  const [, wall = local, offset = ''] = /^(.+?)([+-]\d\d:\d\d|Z)$/.exec(local) ?? [];
  return `${format(new Date(`${wall}Z`), locale, { timeZone: 'UTC' })} ${offset}`.trim();
}

/** A day of the viewer: "Mon, Nov 23". */
export const formatDay = (iso: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short' }).format(new Date(iso));

/** A time of day of the viewer: "06:00"; with its zone where an hour comes twice. */
export const formatTime = (iso: string, locale: string, withZone: boolean): string =>
  new Intl.DateTimeFormat(locale, {
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    ...(withZone && { timeZoneName: 'short' }),
    ...(Date.parse(iso) % 60_000 === 0 ? {} : { second: '2-digit' }),
  }).format(new Date(iso));

function format(date: Date, locale: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    // Most schedules fire at whole minutes: zeros would only hide the others.
    ...(date.getTime() % 60_000 === 0 ? {} : { second: '2-digit' }),
    hourCycle: 'h23',
    ...options,
  }).format(date);
}
