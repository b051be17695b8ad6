import type { Database } from '@fbrain/adapters/postgres/connection';
import { promoteDueRuns } from '@fbrain/adapters/postgres/dispatch-store';
import type { EventBus } from '@fbrain/core/event/live-event';
import { toRunEvent } from '@fbrain/core/event/to-run-event';
import type { HintPublisher } from '@fbrain/core/transport/transport';

const BATCH = 1_000;

/** A lane is first in, first out: behind a backlog, a run that was rescued would wait for all of it (G5). */
const FIRST_BAND = 0;

/**
 * Makes scheduled and retrying runs ready when their time has come. Answers how many.
 * @param urgent ids of runs whose hints take the most urgent lane of their queue
 */
export async function promoteDue(
  sql: Database,
  publisher: HintPublisher,
  events: EventBus,
  urgent: ReadonlySet<string> = new Set(),
): Promise<number> {
  for (let total = 0; ; ) {
    const runs = await promoteDueRuns(sql, BATCH);
    events.publish(runs.map(toRunEvent));
    // A hint that is lost here is sent again by the resender.
    const hints = runs.map(({ id, queue, band }) => ({ runId: id, queue, band: urgent.has(id) ? FIRST_BAND : band }));
    await publisher.publish(hints).catch(() => {});
    total += runs.length;
    if (runs.length < BATCH) return total;
  }
}
