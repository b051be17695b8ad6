import { formatDuration, parseDuration } from '@fbrain/core/time/duration';

/** Parsers for `Variable.parse`. Each throws an Error whose message reads after the name of the variable. */

export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max)) throw new Error(`must be a whole number from ${min} to ${max}, got "${text}"`);
    return value;
  };
}

export const port = wholeNumber(0, 65_535);

/** Text of at least `minLength` characters. Does not repeat the text in its error: it may be a secret. */
export function text(minLength = 1): (text: string) => string {
  return (value) => {
    if (value.length < minLength) throw new Error(`must have at least ${minLength} characters, has ${value.length}`);
    return value;
  };
}

/** A short name that can be a part of other names. */
export function name(value: string): string {
  if (/^[A-Za-z0-9_-]{1,40}$/.test(value)) return value;
  throw new Error(`must be 1 to 40 letters, digits, "-" or "_", got "${value}"`);
}

export function oneOf<const T extends string>(choices: readonly T[]): (text: string) => T {
  return (value) => {
    const choice = choices.find((candidate) => candidate === value);
    if (choice === undefined) throw new Error(`must be one of ${choices.join(', ')}, got "${value}"`);
    return choice;
  };
}

/** A duration such as "30s", in milliseconds. */
export function durationMs(minMs: number, maxMs: number): (text: string) => number {
  return (value) => {
    let ms = Number.NaN;
    try {
      ms = parseDuration(value, '');
    } catch {
      // The range check below words the error: one sentence for "no duration" and "out of range".
    }
    if (ms >= minMs && ms <= maxMs) return ms;
    const range = `from ${formatDuration(minMs)} to ${formatDuration(maxMs)}`;
    throw new Error(`must be a duration such as "30s", ${range}, got "${value}"`);
  };
}

/** Comma separated texts, trimmed, empty ones dropped. */
export const list = (text: string): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

/** The URL of a PostgreSQL database, with one host or several, comma separated. Never repeats the text. */
export function postgresUrl(value: string): string {
  // Only the first host must be a URL's; the driver reads the others as `host:port`.
  const oneHost = value.replace(/^([a-z]+:\/\/(?:[^@/]*@)?[^/?,]*)(?:,[A-Za-z0-9.-]+(?::\d{1,5})?)+(?=[/?]|$)/, '$1');
  if (URL.canParse(oneHost) && /^postgres(ql)?:$/.test(new URL(oneHost).protocol)) return value;
  throw new Error(
    'must be a URL such as postgres://user:password@host:5432/database; several hosts as host1:5432,host2:5432',
  );
}

/** A URL (or several, comma separated) with one of the protocols. Never repeats the text: it may hold a password. */
export function url(protocols: readonly string[], example: string): (text: string) => string {
  const isValid = (one: string) => URL.canParse(one) && protocols.includes(new URL(one).protocol);
  return (value) => {
    const parts = list(value);
    if (parts.length === 0 || !parts.every(isValid)) throw new Error(`must be a URL such as ${example}`);
    return value;
  };
}
