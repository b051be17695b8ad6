import { createBatcher } from '@fbrain/adapters/batch/batcher';
import type { Logger } from '@fbrain/adapters/logging/logger';
import type { Database } from '@fbrain/adapters/postgres/connection';
import type { EventBus } from '@fbrain/core/event/live-event';
import { isFreedByEnds } from '@fbrain/core/queue/admit-runs';
import type { HintPublisher } from '@fbrain/core/transport/transport';
import { releaseBlockedRuns } from '../duties/blocked-run-releaser.ts';

/** Lets blocked runs start as soon as there is room under the limits that this worker has to do with. */
export interface LimitWatcher {
  /** A run that counted against these limits has ended, and that is committed. */
  ended(limits: readonly string[]): void;
  /** A claim has blocked the first runs: until the leader has heard of them, this worker looks for their tokens. */
  blocked(limits: readonly string[]): void;
}

interface LimitWatcherOptions {
  sql: Database;
  publisher: HintPublisher;
  events: EventBus;
  logger: Logger;
}

const MAX_NAMES = 500;
/** The leader's pulse comes every second. */
const UNHEARD_MS = 1_200;

export function createLimitWatcher({ sql, publisher, events, logger }: LimitWatcherOptions): LimitWatcher {
  /** Limits that block runs since lately, and until when this worker looks after them. */
  const unheard = new Map<string, number>();
  const look = (name: string) => {
    batcher.add(name).catch((error: unknown) => {
      unheard.delete(name);
      logger.debug('blocked runs were not released; the dispatcher will do it', { error });
    });
  };
  const lookAgain = (names: readonly string[], inMs: number) => {
    const atMs = performance.now() + inMs;
    // The leader will have heard of it by then, or the line is empty.
    for (const name of names) if ((unheard.get(name) ?? 0) < atMs) unheard.delete(name);
    const still = names.filter((name) => unheard.has(name));
    if (still.length > 0) setTimeout(() => still.forEach(look), inMs).unref();
  };
  const batcher = createBatcher<string, void>({
    maxBatch: MAX_NAMES,
    maxConcurrent: 1,
    async run(names) {
      const lines = [...new Set(names)];
      const { nextInMs } = await releaseBlockedRuns({ sql, publisher, events }, lines);
      lookAgain(lines, nextInMs ?? Number.POSITIVE_INFINITY);
      return names.map(() => undefined);
    },
  });
  return {
    ended: (limits) => limits.filter(isFreedByEnds).forEach(look),
    blocked(limits) {
      for (const name of limits.filter((limit) => !isFreedByEnds(limit) && !unheard.has(limit))) {
        unheard.set(name, performance.now() + UNHEARD_MS);
        look(name);
      }
    },
  };
}
