import type { Queue } from '../queue/queue.ts';
import type { RunSummary } from '../run/run.ts';
import type { UpcomingSlot } from '../schedule/schedule-info.ts';
import type { Worker } from '../worker/worker.ts';

/** Kinds of trouble. The sentences are the reader's: codes and values are what programs agree on. */
export const TROUBLE_CODES = [
  'no-worker', // nobody takes runs at all
  'transport-down', // hints do not travel, so runs start late
  'queue-without-worker', // runs are ready, and no worker serves their queue
  'queue-waits', // runs are ready for long, although workers serve their queue
  'queue-paused', // runs are ready in a queue that somebody paused
  'runs-blocked', // runs wait for a limit for long
  'task-failing', // far more attempts fail than before
  'task-file-broken', // a worker could not load a task file
  'worker-lost', // a worker died or lost its connection
  'slots-missed', // slots of a schedule were not fired
  'schedule-disabled', // a schedule fires no more although nobody paused it
  'schedules-late', // slots are due and nobody fires them
] as const;
export type TroubleCode = (typeof TROUBLE_CODES)[number];

/** Something that is wrong now. Which details there are depends on the code. */
export interface Trouble {
  code: TroubleCode;
  /** `bad`: work stands still or is lost. `warning`: it may soon. */
  severity: 'bad' | 'warning';
  queue?: string;
  task?: string;
  /** File below TASKS_DIR. */
  source?: string;
  worker?: string;
  scheduleId?: string;
  schedule?: string;
  limitName?: string;
  /** Runs, slots or attempts that it is about. */
  count?: number;
  /** How long the oldest of them has waited. */
  seconds?: number;
  /** Slots that could take them and take nothing. */
  freeSlots?: number;
  /** Part of the attempts that fail now, and that failed the day before, 0 to 1; absent = there were none. */
  rate?: number;
  usualRate?: number;
  at?: string;
}

/** A queue and what flows through it. */
export interface QueueFlow extends Queue {
  /** Runs a minute, of the last five: accepted and ended. */
  inPerMinute: number;
  outPerMinute: number;
  /** Part of the slots that serve it, or of its own limit, that is taken by its runs, 0 to 1; null = nobody serves it. */
  utilisation: number | null;
}

/** A run that executes now. */
export interface ActiveRun extends RunSummary {
  /** What a successful attempt of its task takes as a rule; null = nothing is known. */
  typicalMs: number | null;
}

/** Everything that one look is to tell. */
export interface Overview {
  at: string;
  troubles: Trouble[];
  queues: QueueFlow[];
  /** Those that run for the longest; `running` of the queues says how many there are. */
  activeRuns: ActiveRun[];
  nextSlots: UpcomingSlot[];
  workers: Worker[];
}
