import type { Retention } from '../retention/retention.ts';
import type { RateLimit } from '../task/rate-limit.ts';

/** What an operator allows a queue, over all workers; null = no limit. */
export interface QueueLimits {
  /** Runs that may run at once. */
  concurrency: number | null;
  /** Runs that may start within a time. */
  rate: RateLimit | null;
}

/** A named lane of runs with its numbers right now. */
export interface Queue extends QueueLimits {
  name: string;
  paused: boolean;
  /** Of its finished runs; null = what is set for all. */
  retention: Retention | null;
  /** Unfinished runs by state; some seconds old where hundreds of thousands wait. */
  scheduled: number;
  queued: number;
  running: number;
  retrying: number;
  blocked: number;
  /** Age of the oldest queued run in seconds, null if none waits. */
  oldestReadySeconds: number | null;
  /** Workers that serve the queue. */
  workers: number;
}
