import { listAbandonedTasks } from '@fbrain/adapters/postgres/abandoned-task-store';
import type { Database } from '@fbrain/adapters/postgres/connection';
import type { DatabaseClock } from '@fbrain/adapters/postgres/database-clock';
import { syncCodeSchedules } from '@fbrain/adapters/postgres/schedule-sync-store';
import type { TaskDefinition, TaskProblem } from '@fbrain/core/task/task';
import { declaredSchedules } from './declared-schedules.ts';

/** Brings the schedules that a worker's task files declare into the database. */
export interface ScheduleRegistrar {
  /**
   * Takes over what the files say now. Of tasks that did not change nothing is said, so that a worker of an old release
   * does not undo what a newer one has declared since. The tasks and problems must be registered already: a task that
   * this worker has lost and no other one has takes its schedules along. Answers those that could not be made.
   */
  register(tasks: readonly TaskDefinition[], problems: readonly TaskProblem[]): Promise<TaskProblem[]>;
}

export function createScheduleRegistrar(sql: Database, clock: DatabaseClock): ScheduleRegistrar {
  /** What this worker has said last about each task, or would say if its file were not broken just now. */
  let said = new Map<string, TaskDefinition>();
  return {
    async register(tasks, problems) {
      const { schedules, problems: doubled } = declaredSchedules(tasks);
      const changed = new Set(tasks.filter((task) => isChanged(task, said.get(task.name))).map(({ name }) => name));
      const lost = said.values().filter(({ name }) => !tasks.some((task) => task.name === name));
      const lostNames = new Set(lost.map(({ name }) => name));
      const abandoned = lostNames.size === 0 ? [] : await listAbandonedTasks(sql, 0);
      await clock.refresh();
      const refused = await syncCodeSchedules(sql, {
        tasks: [...changed, ...abandoned.filter((name) => lostNames.has(name))],
        declared: schedules.filter(({ request }) => changed.has(request.task)),
        newId: () => Bun.randomUUIDv7(),
        nowMs: clock.now(),
      });
      const isBroken = ({ source }: TaskDefinition) => problems.some((problem) => problem.source === source);
      const kept = said.values().filter((task) => lostNames.has(task.name) && isBroken(task));
      // What was refused is tried again with the next change, or it would no longer be told.
      const taken = tasks.filter(({ source }) => !refused.some((refusal) => refusal.source === source));
      said = new Map([...kept, ...taken].map((task) => [task.name, task]));
      return [...doubled, ...refused.map(({ source, reason }) => ({ source, message: reason }))];
    },
  };
}

const isChanged = (task: TaskDefinition, before: TaskDefinition | undefined): boolean =>
  before === undefined || signatureOf(task) !== signatureOf(before);

const signatureOf = ({ source, schedules = [] }: TaskDefinition): string => JSON.stringify([source, schedules]);
