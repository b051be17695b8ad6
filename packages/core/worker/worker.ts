export const WORKER_STATES = ['active', 'draining', 'stopped', 'lost'] as const;
export type WorkerState = (typeof WORKER_STATES)[number];

/** A child process of a worker, in which task code runs. */
export interface TaskHostInfo {
  pid: number;
  /** Resident memory; 0 where the system does not tell. */
  rssBytes: number;
  /** It executes so many at this moment. */
  attempts: number;
}

/** One `fbrain-worker` process as the API shows it. */
export interface Worker {
  id: string;
  name: string;
  state: WorkerState;
  version: string;
  host: string;
  pid: number;
  /** Queues it serves; `["*"]` = all. */
  queues: string[];
  tasks: string[];
  slots: number;
  busySlots: number;
  /** Its task hosts at the latest sign of life, the oldest first. */
  hosts: TaskHostInfo[];
  startedAt: string;
  lastSeenAt: string;
  leader: boolean;
}
