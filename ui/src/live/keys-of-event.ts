import type { LiveEvent } from '@fbrain/core/event/live-event';
import { queueKeys } from '../queues/queues-queries.ts';
import { runKeys } from '../runs/runs-queries.ts';
import { scheduleKeys } from '../schedules/schedules-queries.ts';
import { taskKeys } from '../tasks/tasks-queries.ts';
import { workerKeys } from '../workers/workers-queries.ts';

type QueryKey = readonly unknown[];

/** Whether a key is that of a single run. */
export const isKeyOfRun = (key: QueryKey): boolean => key.length > runKeys.ones.length && key[1] === runKeys.ones[1];

/** Which queries a live event makes stale. The empty key stands for all of them. */
export function keysOfEvent(event: LiveEvent): QueryKey[] {
  switch (event.kind) {
    case 'run':
      return [runKeys.one(event.runId), runKeys.lists, queueKeys.all];
    case 'cancel':
      return [runKeys.one(event.runId), runKeys.lists];
    case 'task':
      return [taskKeys.all];
    case 'queue':
      return [queueKeys.all];
    case 'schedule':
      return [scheduleKeys.all];
    case 'worker':
      return [workerKeys.all, taskKeys.all, queueKeys.all];
    case 'gap':
      return [[]];
    case 'run-progress': // carries its news, drawn by progress-display.ts
    case 'run-log': // the log of a run has a stream of its own
      return [];
  }
}
