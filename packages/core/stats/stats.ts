import { invalid } from '../errors/domain-error.ts';
import { type Duration, formatDuration, parseDuration } from '../time/duration.ts';

/** What happened within one step of time. Ends count when they happen, starts when the attempt began. */
export interface StatPoint {
  /** Begin of the step. */
  at: string;
  /** Attempts that began, as far as they have ended or run now. */
  started: number;
  succeeded: number;
  failed: number;
  cancelled: number;
  expired: number;
  /** Attempts that failed and are followed by another one. */
  retrying: number;
  /** Of attempts that succeeded or failed, within a fifth; null = there were none. */
  p50Ms: number | null;
  p95Ms: number | null;
  /** From ready to started, on average. */
  waitMs: number | null;
}

/** A time series, oldest first, without gaps. */
export interface Stats {
  from: string;
  to: string;
  step: Duration;
  points: StatPoint[];
}

/** What became of the attempts of a task within the last day. */
export interface TaskStats {
  /** Hours it is about. */
  hours: number;
  succeeded: number;
  failed: number;
  retrying: number;
  /** Successes among runs that succeeded or failed, 0 to 1; null = there were none. */
  successRate: number | null;
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
}

/** The same for one of all tasks. */
export interface TaskActivity extends TaskStats {
  task: string;
  /** Runs that succeeded or failed in each of those hours, the oldest first; the last one goes on. */
  recent: number[];
}

export const MAX_STAT_POINTS = 1_000;
/** Charts look best with about so many. */
const WANTED_POINTS = 90;

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const NICE_STEPS_MS = [1, 2, 5, 10, 15, 30, 60, 120, 360, 720, 1_440, 10_080].map((minutes) => minutes * MINUTE_MS);
/** Older numbers are kept by the hour: see compactStats. */
const MINUTE_SPAN_MS = 2 * DAY_MS;

export interface StatWindow {
  fromMs: number;
  toMs: number;
  stepMs: number;
}

/** The window that a request is about, its begin on a whole step. Throws DomainError `invalid`. */
export function statWindow(
  { fromMs, toMs, step }: { fromMs?: number; toMs?: number; step?: Duration },
  nowMs: number,
): StatWindow {
  const end = toMs ?? nowMs;
  const begin = fromMs ?? end - HOUR_MS;
  if (begin >= end) throw invalid('from', 'must be earlier than to');
  const least = begin < nowMs - MINUTE_SPAN_MS ? HOUR_MS : MINUTE_MS;
  const stepMs = step === undefined ? niceStep(end - begin, least) : parseDuration(step, 'step');
  if (stepMs < least || stepMs % MINUTE_MS !== 0) {
    const unit =
      least === HOUR_MS ? 'at least "1h", as what is older than two days is kept by the hour' : 'whole minutes';
    throw invalid('step', `must be ${unit}, got "${formatDuration(stepMs)}"`);
  }
  const from = Math.floor(begin / stepMs) * stepMs;
  if ((end - from) / stepMs > MAX_STAT_POINTS) {
    throw invalid('step', `must be longer: this makes more than ${MAX_STAT_POINTS} points`);
  }
  return { fromMs: from, toMs: end, stepMs };
}

const niceStep = (spanMs: number, leastMs: number): number =>
  NICE_STEPS_MS.find((ms) => ms >= leastMs && spanMs / ms <= WANTED_POINTS) ??
  Math.ceil(spanMs / WANTED_POINTS / DAY_MS) * DAY_MS;
