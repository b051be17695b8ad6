import { invalid } from '../errors/domain-error.ts';
import { type Duration, formatDuration, parseDuration } from '../time/duration.ts';

/** How long a finished run is kept: a duration of at least a day, or `forever`. */
export type Retention = Duration | 'forever';

/** JSON Schema pattern of a retention. */
export const RETENTION_PATTERN = '^(forever|\\d{1,15}(ms|s|m|h|d))$';

/** What is kept for how long. A run keeps to its task's, else its queue's, else the default. */
export interface RetentionSettings {
  default: Retention;
  /** Those that differ, by name. */
  queues: Record<string, Retention>;
  tasks: Record<string, Retention>;
}

/** What a request changes: what it does not name stays; null takes a queue's or a task's own away. */
export interface RetentionChange {
  default?: Retention;
  queues?: Record<string, Retention | null>;
  tasks?: Record<string, Retention | null>;
}

/** History goes by the day of creation: less than a day could not be kept to. */
const MIN_S = 86_400;

/** Seconds, Infinity = forever. Throws DomainError `invalid` that names the field. */
export function parseRetention(text: Retention, field: string): number {
  if (text === 'forever') return Number.POSITIVE_INFINITY;
  const seconds = parseDuration(text, field) / 1_000;
  if (seconds < MIN_S) throw invalid(field, `must be at least "1d", or "forever", got "${text}"`);
  return seconds;
}

export const formatRetention = (seconds: number): Retention =>
  seconds === Number.POSITIVE_INFINITY ? 'forever' : formatDuration(seconds * 1_000);
