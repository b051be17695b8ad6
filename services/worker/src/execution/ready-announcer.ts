import { createBatcher } from '@fbrain/adapters/batch/batcher';
import type { HintPublisher, ReadyHint } from '@fbrain/core/transport/transport';

/** Tells the workers of runs that are ready again at once, such as those a stopping worker hands back. */
export interface ReadyAnnouncer {
  announce(hint: ReadyHint): void;
  /** Resolves when everything announced so far was confirmed or given up. */
  idle(): Promise<void>;
}

const MAX_HINTS = 1_000;

export function createReadyAnnouncer(publisher: HintPublisher): ReadyAnnouncer {
  const batcher = createBatcher<ReadyHint, void>({
    maxBatch: MAX_HINTS,
    maxConcurrent: 1,
    async run(hints) {
      // A hint that is lost here is sent again by the resender.
      await publisher.publish(hints).catch(() => {});
      return hints.map(() => undefined);
    },
  });
  return { announce: (hint) => void batcher.add(hint), idle: batcher.idle };
}
