const HOUR_MS = 3_600_000;

/** Ranges of time that a chart can show: how long, in which steps, and how often it is worth reading again. */
export const RANGES = {
  '1h': { spanMs: HOUR_MS, step: '1m', refetchMs: 5_000 },
  '6h': { spanMs: 6 * HOUR_MS, step: '5m', refetchMs: 10_000 },
  '24h': { spanMs: 24 * HOUR_MS, step: '15m', refetchMs: 30_000 },
  '7d': { spanMs: 168 * HOUR_MS, step: '2h', refetchMs: 60_000 },
  '30d': { spanMs: 720 * HOUR_MS, step: '12h', refetchMs: 120_000 },
} as const;

export type RangeName = keyof typeof RANGES;

export const RANGE_NAMES = Object.keys(RANGES) as RangeName[];

/** The range that the address of a page names; an hour if it names none. */
export const toRange = (text: string | string[] | undefined): RangeName =>
  RANGE_NAMES.find((name) => name === text) ?? '1h';
