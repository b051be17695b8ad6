/** A named lane of runs with its numbers right now. */
export interface Queue {
  name: string;
  paused: boolean;
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
