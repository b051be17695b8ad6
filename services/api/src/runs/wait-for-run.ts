import { DomainError } from '@fbrain/core/errors/domain-error';
import type { RunWatcher } from '../live/run-watcher.ts';

/** Lets requests wait for the end of a run. */
export interface RunWaiter {
  /** Throws DomainError `overloaded` when no more can wait. To be asked before the run is accepted: a refusal must have no effect. */
  requireRoom(): void;
  /** Resolves when the run has ended, the time is over, the caller has gone, or the server stops. */
  wait(runId: string, timeoutMs: number, signal: AbortSignal): Promise<void>;
  stop(): void;
}

/** Each waiting request holds a connection; beyond this the server says so instead of running out of them (G9). */
const MAX_WAITING = 10_000;

export function createRunWaiter(watcher: RunWatcher): RunWaiter {
  const waiting = new Set<() => void>();
  return {
    requireRoom() {
      if (waiting.size < MAX_WAITING) return;
      throw new DomainError('overloaded', `${MAX_WAITING} requests wait for runs already. Try again in some seconds.`, {
        retryAfterS: 5,
      });
    },
    async wait(runId, timeoutMs, signal) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const unwatch = watcher.watch(runId, (change) => change === 'ended' && resolve());
      const timer = setTimeout(resolve, timeoutMs);
      const onAbort = () => resolve();
      signal.addEventListener('abort', onAbort);
      waiting.add(resolve);
      try {
        await promise;
      } finally {
        unwatch();
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        waiting.delete(resolve);
      }
    },
    stop() {
      for (const resolve of waiting) resolve();
    },
  };
}
