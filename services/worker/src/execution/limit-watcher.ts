import { createBatcher } from '@fbrain/adapters/batch/batcher';
import type { Logger } from '@fbrain/adapters/logging/logger';
import type { Database } from '@fbrain/adapters/postgres/connection';
import type { EventBus } from '@fbrain/core/event/live-event';
import { isFreedByEnds } from '@fbrain/core/queue/admit-runs';
import type { HintPublisher } from '@fbrain/core/transport/transport';
import { releaseBlockedRuns } from '../duties/blocked-run-releaser.ts';

/** Lets the next blocked runs start as soon as one under the same limits has ended. */
export interface LimitWatcher {
  /** A run that counted against these limits has ended, and that is committed. */
  ended(limits: readonly string[]): void;
}

interface LimitWatcherOptions {
  sql: Database;
  publisher: HintPublisher;
  events: EventBus;
  logger: Logger;
}

const MAX_NAMES = 500;

export function createLimitWatcher({ sql, publisher, events, logger }: LimitWatcherOptions): LimitWatcher {
  const batcher = createBatcher<string, void>({
    maxBatch: MAX_NAMES,
    maxConcurrent: 1,
    async run(names) {
      await releaseBlockedRuns({ sql, publisher, events }, [...new Set(names)]);
      return names.map(() => undefined);
    },
  });
  return {
    ended(limits) {
      for (const name of limits.filter(isFreedByEnds)) {
        batcher.add(name).catch((error: unknown) => {
          logger.debug('blocked runs were not released; the dispatcher will do it', { error });
        });
      }
    },
  };
}
