import type { Database } from '@fbrain/adapters/postgres/connection';
import { releaseScheduleQueues } from '@fbrain/adapters/postgres/schedule-queue-store';
import type { EventBus } from '@fbrain/core/event/live-event';
import { toRunEvent } from '@fbrain/core/event/to-run-event';
import type { HintPublisher } from '@fbrain/core/transport/transport';

/** Makes runs ready that waited for the earlier ones of their schedule, where those have ended. */
export interface ScheduledRunReleaser {
  /** Asked for with each pulse that finds waiting runs. */
  run(): Promise<void>;
  stop(): Promise<void>;
}

export interface ScheduledRunReleaserOptions {
  sql: Database;
  publisher: HintPublisher;
  events: EventBus;
  /** Logs what fails. */
  guard(work: () => Promise<unknown>): Promise<void>;
}

/** A queue of short runs must not wait for a pulse after each of them. */
const NEXT_LOOK_MS = 250;
/** Looks after a release until the pulse is enough again: what takes longer than a second may well take an hour. */
const MAX_LOOKS = 4;

export function createScheduledRunReleaser(options: ScheduledRunReleaserOptions): ScheduledRunReleaser {
  const { sql, publisher, events, guard } = options;
  let timer: Timer | undefined;
  let busy: Promise<void> | null = null;
  let isStopped = false;

  const look = async (looksLeft: number) => {
    const released = await releaseScheduleQueues(sql);
    events.publish(released.map(toRunEvent));
    // A hint that is lost here is sent again by the resender.
    await publisher.publish(released.map(({ id, queue, band }) => ({ runId: id, queue, band }))).catch(() => {});
    const left = released.length > 0 ? MAX_LOOKS : looksLeft - 1;
    if (left > 0 && !isStopped) timer = setTimeout(() => void start(left), NEXT_LOOK_MS);
  };
  const start = (looksLeft: number): Promise<void> => {
    clearTimeout(timer);
    busy ??= guard(() => look(looksLeft)).finally(() => {
      busy = null;
    });
    return busy;
  };

  return {
    run: () => start(1),
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await busy;
    },
  };
}
