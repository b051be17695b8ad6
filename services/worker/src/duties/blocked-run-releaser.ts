import { type Release, releaseBlocked } from '@fbrain/adapters/postgres/blocked-run-store';
import type { Database } from '@fbrain/adapters/postgres/connection';
import type { EventBus } from '@fbrain/core/event/live-event';
import { toRunEvent } from '@fbrain/core/event/to-run-event';
import type { HintPublisher } from '@fbrain/core/transport/transport';

interface ReleaseOptions {
  sql: Database;
  publisher: HintPublisher;
  events: EventBus;
}

/** Makes blocked runs ready where their limits have room: those that wait for one of `lines`, or all after one. */
export async function releaseBlockedRuns(
  { sql, publisher, events }: ReleaseOptions,
  lines: readonly string[] | { after: string },
): Promise<Release> {
  const release = await releaseBlocked(sql, lines);
  events.publish(release.released.map(({ runId, ...run }) => toRunEvent({ ...run, id: runId, state: 'queued' })));
  // A hint that is lost here is sent again by the resender.
  await publisher.publish(release.released).catch(() => {});
  return release;
}

/** The leader's look at everything that is blocked: with each pulse that finds something, and at the next tokens. */
export interface BlockedRunReleaser {
  run(): Promise<void>;
  stop(): Promise<void>;
}

/** Further away than that the pulse is early enough. */
const TIMER_HORIZON_MS = 1_500;

export function createBlockedRunReleaser(
  options: ReleaseOptions & { guard(work: () => Promise<unknown>): Promise<void> },
): BlockedRunReleaser {
  let timer: Timer | undefined;
  let busy: Promise<void> | null = null;
  let isStopped = false;
  /** There are more lines than one look covers: the next one goes on here. */
  let after = '';

  const look = async () => {
    const startedAtMs = performance.now();
    const { nextInMs, lastLine } = await releaseBlockedRuns(options, { after });
    after = lastLine ?? '';
    const waitMs = lastLine === null ? nextInMs : 0;
    if (waitMs === null || waitMs > TIMER_HORIZON_MS || isStopped) return;
    timer = setTimeout(run, Math.max(waitMs - (performance.now() - startedAtMs), 0));
  };
  const run = (): Promise<void> => {
    clearTimeout(timer);
    busy ??= options.guard(look).finally(() => {
      busy = null;
    });
    return busy;
  };

  return {
    run,
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await busy;
    },
  };
}
