import type { Database } from '@fbrain/adapters/postgres/connection';
import { promoteDueRuns } from '@fbrain/adapters/postgres/dispatch-store';
import type { EventBus } from '@fbrain/core/event/live-event';
import { toRunEvent } from '@fbrain/core/event/to-run-event';
import type { HintPublisher } from '@fbrain/core/transport/transport';

const BATCH = 1_000;

/** Makes scheduled and retrying runs ready when their time has come. Answers how many. */
export async function promoteDue(sql: Database, publisher: HintPublisher, events: EventBus): Promise<number> {
  for (let total = 0; ; ) {
    const runs = await promoteDueRuns(sql, BATCH);
    events.publish(runs.map(toRunEvent));
    // A hint that is lost here is sent again by the resender.
    await publisher.publish(runs.map(({ id, queue, band }) => ({ runId: id, queue, band }))).catch(() => {});
    total += runs.length;
    if (runs.length < BATCH) return total;
  }
}
