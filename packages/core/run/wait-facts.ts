import type { RateLimit } from '../task/rate-limit.ts';
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

/** A limit, and what is taken of it. */
export interface LimitFacts {
  /** The task, with the value of its key if it has one, or the queue. */
  name: string;
  of: 'task' | 'queue';
  /** Runs that may run at once, null = it limits starts. */
  max: number | null;
  running: number;
  /** Ids of some of those that run. */
  heldBy: string[];
  /** Null = it limits what runs at once. */
  rate: RateLimit | null;
  /** When it has a token, and how long each further one takes. */
  nextTokenMs: number;
  intervalMs: number;
  /** Runs that wait for it and go first, at most MAX_AHEAD. */
  ahead: number;
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
  /** The limit whose line a blocked run waits in; null = it waits for something else. */
  blockedBy: string | null;
  /** The earlier run of its schedule that a blocked run waits for, null = none. */
  waitsFor: string | null;
  /** The limits that a waiting run counts against. */
  limits: LimitFacts[];
  /** Name of the transport that is not connected, null if it is. */
  transportDown: string | null;
}
