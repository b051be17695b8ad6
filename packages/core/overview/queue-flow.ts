import type { Queue } from '../queue/queue.ts';
import type { Worker } from '../worker/worker.ts';
import type { QueueFlow } from './overview.ts';

/** Runs a minute by queue. */
export interface Flow {
  inPerMinute: ReadonlyMap<string, number>;
  outPerMinute: ReadonlyMap<string, number>;
}

/** A queue with what flows through it. Slots that serve several queues count for each of them. */
export function toQueueFlow(queue: Queue, workers: readonly Worker[], { inPerMinute, outPerMinute }: Flow): QueueFlow {
  const serving = workers.filter(
    ({ state, queues }) => state === 'active' && (queues.includes('*') || queues.includes(queue.name)),
  );
  const slots = serving.reduce((sum, worker) => sum + worker.slots, 0);
  const room = Math.min(slots, queue.concurrency ?? Number.POSITIVE_INFINITY);
  return {
    ...queue,
    inPerMinute: round(inPerMinute.get(queue.name) ?? 0),
    outPerMinute: round(outPerMinute.get(queue.name) ?? 0),
    utilisation: room === 0 ? null : Math.min(queue.running / room, 1),
  };
}

/** Three digits are all that anybody compares. */
const round = (rate: number): number => Number(rate.toPrecision(3));
