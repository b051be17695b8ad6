import type { Run } from './run.ts';
import type { ReplayRequest, RunRequest } from './run-request.ts';

/**
 * The request that repeats a run: everything about it that `changes` do not name. Its times stay behind: a replay
 * starts now, and an expiry or deadline of the past would refuse it. Its unique key comes along, because what must not
 * happen twice at once must not do so by a replay either. A concurrency key that it was given does too, but the intake
 * sees to that, as it takes the task's definition.
 */
export function replayRequest(original: Run, changes: ReplayRequest): RunRequest {
  const { task, input, queue, priority, rank, maxAttempts, tags, metadata, timeout, backoff, uniqueKey } = original;
  return {
    input,
    queue,
    priority,
    rank,
    maxAttempts,
    tags,
    metadata,
    ...(timeout === null ? {} : { timeout }),
    ...(backoff === null ? {} : { backoff }),
    ...(uniqueKey === null ? {} : { uniqueKey }),
    ...changes,
    task,
  };
}
