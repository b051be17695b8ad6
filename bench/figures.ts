/** Times of single runs, in milliseconds. */
export interface Latency {
  p50: number;
  p99: number;
}

/** The middle one; of an even number the upper of the two in the middle. NaN of none. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** The value that so large a part of all does not exceed: 0.95 for the 95th percentile. NaN of none. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(Math.ceil(values.length * part) - 1, 0)] ?? Number.NaN;
}

/** `12,345 /s` */
export const perSecond = (value: number): string => `${Math.round(value).toLocaleString('en')} /s`;

/** `4.2 ms` */
export const milliseconds = (value: number): string => `${value.toFixed(1)} ms`;
