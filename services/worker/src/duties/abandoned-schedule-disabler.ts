import { listAbandonedTasks } from '@fbrain/adapters/postgres/abandoned-task-store';
import type { Database } from '@fbrain/adapters/postgres/connection';
import { syncCodeSchedules } from '@fbrain/adapters/postgres/schedule-sync-store';
import type { EventBus } from '@fbrain/core/event/live-event';
import type { Clock } from '@fbrain/core/time/clock';

/**
 * Long enough for a deployment, and to bring back the only worker of a folder: as long as its schedules fire, their runs
 * wait for it, and none is lost.
 */
const GRACE_MS = 15 * 60_000;
const INTERVAL_MS = 60_000;

/**
 * Disables the schedules of task files that no worker has any more, such as those a new release has left out. Files
 * that vanish below a running worker are noticed by that worker, at once.
 */
export async function disableAbandonedSchedules(sql: Database, nowMs: number, graceMs = GRACE_MS): Promise<string[]> {
  const tasks = await listAbandonedTasks(sql, graceMs);
  if (tasks.length > 0) {
    await syncCodeSchedules(sql, { tasks, declared: [], newId: () => Bun.randomUUIDv7(), nowMs });
  }
  return tasks;
}

/** Does so once a minute, called as often as the leader likes; `isNew`: it leads since now. */
export function createAbandonedScheduleDisabler(
  { sql, clock, events }: { sql: Database; clock: Clock; events: EventBus },
  now: () => number = () => performance.now(),
): (isNew: boolean) => Promise<void> {
  let lookedAtMs = now();
  return async (isNew) => {
    // Not at once: the other workers of a system that starts have yet to say what they have.
    if (isNew) lookedAtMs = now();
    if (now() - lookedAtMs < INTERVAL_MS) return;
    lookedAtMs = now();
    const tasks = await disableAbandonedSchedules(sql, clock.now());
    if (tasks.length > 0) events.publish([{ kind: 'schedule' }]);
  };
}
