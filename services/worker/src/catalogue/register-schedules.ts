import { listAbandonedTasks } from '@fbrain/adapters/postgres/abandoned-task-store';
import type { Database } from '@fbrain/adapters/postgres/connection';
import { syncCodeSchedules } from '@fbrain/adapters/postgres/schedule-sync-store';
import type { TaskDefinition, TaskProblem } from '@fbrain/core/task/task';
import { declaredSchedules } from './declared-schedules.ts';

/** What a worker's tasks were before, and are now. */
export interface TaskChange {
  before: readonly TaskDefinition[];
  after: readonly TaskDefinition[];
}

/**
 * Brings the schedules that task files declare into the database. Of tasks that did not change nothing is said, so that
 * a worker of an old release does not undo what a newer one has declared since. The worker's new tasks must be
 * registered already: one that it has lost and no other worker has takes its schedules along. Answers those that could
 * not be made.
 */
export async function registerSchedules(
  sql: Database,
  { before, after }: TaskChange,
  nowMs: number,
): Promise<TaskProblem[]> {
  const { schedules, problems } = declaredSchedules(after);
  const known = new Map(before.map((task) => [task.name, signatureOf(task)]));
  const changed = new Set(after.filter((task) => known.get(task.name) !== signatureOf(task)).map(({ name }) => name));
  for (const { name } of after) known.delete(name);
  const abandoned = known.size === 0 ? [] : await listAbandonedTasks(sql, 0);
  const refused = await syncCodeSchedules(sql, {
    tasks: [...changed, ...abandoned.filter((name) => known.has(name))],
    declared: schedules.filter(({ request }) => changed.has(request.task)),
    newId: () => Bun.randomUUIDv7(),
    nowMs,
  });
  return [...problems, ...refused.map(({ source, reason }) => ({ source, message: reason }))];
}

const signatureOf = ({ source, schedules = [] }: TaskDefinition): string => JSON.stringify([source, schedules]);
