import { percentileOf } from './duration-scale.ts';
import type { StatPoint, StatWindow, TaskStats } from './stats.ts';

/** Attempts that count alike, as the database sums them up. */
export interface StatSum {
  /** Begin of the step; of no use where there is only one. */
  atMs: number;
  /** A final state, `retrying` or `started`. */
  state: string;
  /** -1 = without a duration. */
  bucket: number;
  runs: number;
  waitMs: number;
}

/** One point for every step of a window, those in which nothing happened included. */
export function toPoints(sums: readonly StatSum[], { fromMs, toMs, stepMs }: StatWindow): StatPoint[] {
  const byStep = Map.groupBy(sums, ({ atMs }) => atMs);
  const points: StatPoint[] = [];
  for (let atMs = fromMs; atMs < toMs; atMs += stepMs) points.push(toPoint(atMs, byStep.get(atMs) ?? []));
  return points;
}

function toPoint(atMs: number, sums: readonly StatSum[]): StatPoint {
  const count = counter(sums);
  const worked = sums.filter(({ bucket }) => bucket >= 0);
  const runs = worked.reduce((sum, part) => sum + part.runs, 0);
  const waitMs = worked.reduce((sum, part) => sum + part.waitMs, 0);
  const durations = durationsOf(sums);
  return {
    at: new Date(atMs).toISOString(),
    started: count('started'),
    succeeded: count('succeeded'),
    failed: count('failed'),
    cancelled: count('cancelled'),
    expired: count('expired'),
    retrying: count('retrying'),
    p50Ms: percentileOf(durations, 0.5),
    p95Ms: percentileOf(durations, 0.95),
    waitMs: runs === 0 ? null : Math.round(waitMs / runs),
  };
}

/** All sums of a task as one. */
export function toTaskStats(sums: readonly StatSum[], hours: number): TaskStats {
  const count = counter(sums);
  const [succeeded, failed, durations] = [count('succeeded'), count('failed'), durationsOf(sums)];
  return {
    hours,
    succeeded,
    failed,
    retrying: count('retrying'),
    successRate: succeeded + failed === 0 ? null : succeeded / (succeeded + failed),
    p50Ms: percentileOf(durations, 0.5),
    p95Ms: percentileOf(durations, 0.95),
    p99Ms: percentileOf(durations, 0.99),
  };
}

const counter = (sums: readonly StatSum[]) => (state: string) =>
  sums.reduce((sum, part) => (part.state === state ? sum + part.runs : sum), 0);

/** A cancelled attempt says nothing about how long the task takes. */
function durationsOf(sums: readonly StatSum[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { state, bucket, runs } of sums) {
    if (state === 'succeeded' || state === 'failed' || state === 'retrying')
      counts.set(bucket, (counts.get(bucket) ?? 0) + runs);
  }
  return counts;
}
