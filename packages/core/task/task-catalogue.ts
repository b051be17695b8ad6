import type { TaskInfo, TaskProblem } from './task.ts';

/** A task file that one worker could not register. */
export interface WorkerTaskProblem extends TaskProblem {
  workerId: string;
}

/** The answer of `GET /tasks`: what can be run, and what could have been. */
export interface TaskCatalogue {
  items: TaskInfo[];
  problems: WorkerTaskProblem[];
}
