import type { RunSummary } from '../run/run.ts';
import type { LiveEvent } from './live-event.ts';

/** The event that tells of a run as it is now. */
export const toRunEvent = ({
  id,
  task,
  queue,
  state,
  attempt,
}: Pick<RunSummary, 'id' | 'task' | 'queue' | 'state' | 'attempt'>): LiveEvent => ({
  kind: 'run',
  runId: id,
  task,
  queue,
  state,
  attempt,
});
