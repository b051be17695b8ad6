import type { Database } from '@fbrain/adapters/postgres/connection';
import { releaseScheduleQueues } from '@fbrain/adapters/postgres/schedule-queue-store';
import type { EventBus } from '@fbrain/core/event/live-event';
import { toRunEvent } from '@fbrain/core/event/to-run-event';
import type { HintPublisher } from '@fbrain/core/transport/transport';

/** Makes runs ready that waited for the earlier ones of their schedule, where those have ended. */
export async function releaseScheduledRuns({
  sql,
  publisher,
  events,
}: {
  sql: Database;
  publisher: HintPublisher;
  events: EventBus;
}): Promise<void> {
  const released = await releaseScheduleQueues(sql);
  events.publish(released.map(toRunEvent));
  // A hint that is lost here is sent again by the resender.
  await publisher.publish(released.map(({ id, queue, band }) => ({ runId: id, queue, band }))).catch(() => {});
}
