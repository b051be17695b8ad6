import type { RunFilter } from '../page/run-filter.ts';
import { matchesName } from './name-pattern.ts';
import type { Principal } from './principal.ts';

/** Which tasks and queues a token may touch: its reach. A run is within it if both its task and its queue are. */
type Reach = Pick<Principal, 'tasks' | 'queues'>;

/** Whether there is anything that it may not touch. */
export const isLimited = ({ tasks, queues }: Reach): boolean => tasks !== null || queues !== null;

export const isWithinReach = (reach: Reach, { task, queue }: { task: string; queue: string }): boolean =>
  matchesName(reach.tasks, task) && matchesName(reach.queues, queue);

/** Conditions of a filter that keep it within reach, whatever else it asks for. */
export const reachConditions = ({ tasks, queues }: Reach): Pick<RunFilter, 'taskReach' | 'queueReach'> => ({
  ...(tasks !== null && { taskReach: tasks.join(',') }),
  ...(queues !== null && { queueReach: queues.join(',') }),
});
