import { matchesName } from '../access/name-pattern.ts';
import type { Queue } from '../queue/queue.ts';
import { parseDuration } from '../time/duration.ts';
import type { Finding } from './decide-notifications.ts';
import type { RuleCondition } from './rule.ts';
import { ageOf } from './to-message.ts';

/** A queue that nobody serves need not wait as long to be told of: nothing will change by itself. */
const UNSERVED_MS = 60_000;

/** Queues whose oldest ready run is too old. One that somebody has paused is not stuck. */
export function findStuckQueues(
  queues: readonly Pick<Queue, 'name' | 'paused' | 'queued' | 'oldestReadySeconds' | 'workers'>[],
  { queue = '*', olderThan = '5m' }: RuleCondition,
  nowMs: number,
): Finding[] {
  const limitMs = parseDuration(olderThan, 'olderThan');
  return queues.flatMap(({ name, paused, queued, oldestReadySeconds, workers }) => {
    const ageMs = (oldestReadySeconds ?? 0) * 1_000;
    const isOld = ageMs > (workers === 0 ? Math.min(limitMs, UNSERVED_MS) : limitMs);
    if (paused || !isOld || !matchesName([queue], name)) return [];
    const waiting = `ready runs: ${queued}, the oldest for ${ageOf(nowMs - ageMs, nowMs)}`;
    const detail = workers === 0 ? `no worker serves it; ${waiting}` : waiting;
    return [{ key: name, count: queued, samples: [], detail }];
  });
}
