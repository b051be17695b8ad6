import { invalid } from '../errors/domain-error.ts';

const INSTANT = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** Years whose ISO 8601 texts PostgreSQL reads: one beyond would fail every run that shares its insert. */
const EARLIEST_MS = Date.parse('0001-01-01T00:00:00Z');
const LATEST_MS = Date.parse('9999-12-31T23:59:59.999Z');

/** The nearest instant that can be stored: what lies beyond has no text that PostgreSQL reads. */
export const clampInstant = (ms: number): number => Math.min(Math.max(ms, EARLIEST_MS), LATEST_MS);

/** Milliseconds of an ISO 8601 instant with a zone. Throws a DomainError `invalid` that names the field. */
export function parseInstant(text: string, path: string): number {
  const date = INSTANT.exec(text)?.[1];
  const ms = date !== undefined && isCalendarDate(date) ? Date.parse(text) : Number.NaN;
  // Also false for NaN.
  if (!(ms >= EARLIEST_MS && ms <= LATEST_MS)) {
    throw invalid(path, `must be an instant such as "2026-11-22T10:00:00Z", got "${text}"`);
  }
  return ms;
}

/** `Date.parse` moves 31 February to March; what a person wrote by mistake must not run on another day. */
const isCalendarDate = (date: string): boolean => {
  const ms = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(date);
};
