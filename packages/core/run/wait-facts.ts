import type { AttemptState, RunSummary } from './run.ts';

/** A worker that lives and takes runs. */
export interface WorkerFacts {
  name: string;
  knowsTask: boolean;
  servesQueue: boolean;
  slots: number;
  busySlots: number;
  /** Those for attempts in processes of their own; null = an older release that does not say. */
  processSlots: number | null;
  busyProcessSlots: number;
}

/** All that decides why a run is where it is, seen at one instant. */
export interface WaitFacts {
  /** By the database's clock. */
  nowMs: number;
  run: Pick<
    RunSummary,
    | 'state'
    | 'task'
    | 'queue'
    | 'attempt'
    | 'maxAttempts'
    | 'dueAt'
    | 'queuedAt'
    | 'startedAt'
    | 'finishedAt'
    | 'cancelRequestedAt'
    | 'error'
    | 'workerId'
  > & { expiresAt: string | null; deadlineAt: string | null };
  /** How the attempt before the wait ended, null if there was none. */
  lastAttemptState: AttemptState | null;
  isQueuePaused: boolean;
  /** The task's attempts run in processes of their own. */
  needsProcess: boolean;
  workers: WorkerFacts[];
  /** The worker that holds the run. `isLost`: its lease lapsed, or it ended. */
  holder: { name: string; isLost: boolean } | null;
  /** Queued runs that go first, at most MAX_AHEAD. */
  ahead: number;
  /** The concurrency limit it counts against, and the runs that hold it (at most MAX_HOLDERS); null = none. */
  limit: { name: string; max: number; running: number; heldBy: string[] } | null;
  /** Name of the transport that is not connected, null if it is. */
  transportDown: string | null;
}
