import type { Database } from '@fbrain/adapters/postgres/connection';
import { pruneSchedules } from '@fbrain/adapters/postgres/schedule-slot-store';

/** Forgets old records of slots. After a year without a leader that takes minutes, for which nothing else may wait. */
export interface SchedulePruner {
  /** Starts unless it is under way. */
  run(): void;
  stop(): Promise<void>;
}

export interface SchedulePrunerOptions {
  sql: Database;
  /** Logs what fails. */
  guard(work: () => Promise<unknown>): Promise<void>;
}

export function createSchedulePruner({ sql, guard }: SchedulePrunerOptions): SchedulePruner {
  let busy: Promise<void> | null = null;
  let isStopped = false;
  return {
    run() {
      busy ??= guard(() => pruneSchedules(sql, { isStopped: () => isStopped })).finally(() => {
        busy = null;
      });
    },
    async stop() {
      isStopped = true;
      await busy;
    },
  };
}
