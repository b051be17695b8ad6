/** No server may park a run for longer: its backoff goes on by itself. */
const LONGEST_WAIT_MS = 3_600_000;

/** A `Retry-After` header, seconds or an HTTP date, as a wait; null = absent or not readable. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | null {
  const text = header?.trim() ?? '';
  const waitMs = /^\d+$/.test(text)
    ? Number(text) * 1_000
    : /[a-z]/i.test(text)
      ? Date.parse(text) - nowMs
      : Number.NaN;
  return Number.isNaN(waitMs) ? null : Math.min(Math.max(waitMs, 0), LONGEST_WAIT_MS);
}
