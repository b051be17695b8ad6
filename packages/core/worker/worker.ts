export const WORKER_STATES = ['active', 'draining', 'stopped', 'lost'] as const;
export type WorkerState = (typeof WORKER_STATES)[number];

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
  startedAt: string;
  lastSeenAt: string;
  leader: boolean;
}
