import { invalid } from '../errors/domain-error.ts';

/** A duration as people write it: a whole number and a unit, such as "500ms", "30s", "5m", "2h", "7d". */
export type Duration = string;

const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** JSON Schema pattern of a duration. */
export const DURATION_PATTERN = '^\\d{1,15}(ms|s|m|h|d)$';
const DURATION = /^(\d{1,15})(ms|s|m|h|d)$/;

/** Ten years: longer than any retention, and far inside what a timestamp holds. */
export const MAX_DURATION_MS = 3_650 * UNIT_MS.d;

/** Milliseconds of a duration. Throws a DomainError `invalid` that names the field. */
export function parseDuration(text: string, field: string): number {
  const match = DURATION.exec(text);
  if (!match) throw invalid(field, `must be a duration such as "500ms", "30s", "5m", "2h" or "7d", got "${text}"`);
  const ms = Number(match[1]) * UNIT_MS[match[2] as keyof typeof UNIT_MS];
  if (ms > MAX_DURATION_MS) throw invalid(field, `must be at most "3650d", got "${text}"`);
  return ms;
}

/** The shortest exact text: 90 000 → "90s", 60 000 → "1m". Negative and fractional values are rounded to 0 or up. */
export function formatDuration(ms: number): Duration {
  const whole = Math.max(0, Math.round(ms));
  for (const unit of ['d', 'h', 'm', 's'] as const) {
    if (whole > 0 && whole % UNIT_MS[unit] === 0) return `${whole / UNIT_MS[unit]}${unit}`;
  }
  return `${whole}ms`;
}
