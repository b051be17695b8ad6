/**
 * The queue to take the next run from: the one that holds the fewest slots of the worker, the first of equals. So a
 * queue that waits gets its share of the slots at once, however long the backlog of another one is, and quick runs
 * are not slowed down to the pace of slow ones.
 * @param waiting queues with runs that could start
 * @param slotsOf slots that runs of a queue hold now
 */
export function pickQueue(waiting: Iterable<string>, slotsOf: (queue: string) => number): string | undefined {
  let picked: string | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const queue of waiting) {
    const slots = slotsOf(queue);
    if (slots >= fewest) continue;
    picked = queue;
    fewest = slots;
  }
  return picked;
}
