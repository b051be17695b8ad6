import type { Database } from '@fbrain/adapters/postgres/connection';
import { releaseBlocked } from '@fbrain/adapters/postgres/limited-claim-store';
import type { EventBus } from '@fbrain/core/event/live-event';
import { toRunEvent } from '@fbrain/core/event/to-run-event';
import type { HintPublisher } from '@fbrain/core/transport/transport';

/** Released at once; the dispatcher comes again within a second. */
const BATCH = 1_000;

/** Makes blocked runs ready where their concurrency limits have room: those under `names`, or all. */
export async function releaseBlockedRuns(
  sql: Database,
  publisher: HintPublisher,
  events: EventBus,
  names: readonly string[] | 'all',
): Promise<void> {
  const released = await releaseBlocked(sql, names, BATCH);
  events.publish(released.map(({ runId, ...run }) => toRunEvent({ ...run, id: runId, state: 'queued' })));
  // A hint that is lost here is sent again by the resender.
  await publisher.publish(released).catch(() => {});
}
