import type { Principal } from '@fbrain/core/access/principal';
import { DomainError } from '@fbrain/core/errors/domain-error';
import { createCallerSeats } from '../live/caller-seats.ts';
import type { RunWatcher } from '../live/run-watcher.ts';

/** Lets requests wait for the end of a run. */
export interface RunWaiter {
  /** Throws DomainError `overloaded` when no more can wait. To be asked before the run is accepted: a refusal must have no effect. */
  requireRoom(who: Principal): void;
  /** Resolves when the run has ended, the time is over, the caller has gone, or the server stops. */
  wait(runId: string, waiting: Waiting): Promise<void>;
  stop(): void;
}

/** One request that waits. */
export interface Waiting {
  who: Principal;
  timeoutMs: number;
  signal: AbortSignal;
}

/** Each waiting request holds a connection; beyond this the server says so instead of running out of them (G9). */
const MAX_WAITING = 10_000;
/** Of one user or token. */
const MAX_WAITING_EACH = 1_000;

export function createRunWaiter(watcher: RunWatcher): RunWaiter {
  const waiting = new Set<() => void>();
  const seats = createCallerSeats(MAX_WAITING_EACH);
  return {
    requireRoom(who) {
      if (waiting.size >= MAX_WAITING) throw tooMany(`${MAX_WAITING} requests wait for runs already.`);
      if (!seats.hasRoom(who)) throw tooMany(`${MAX_WAITING_EACH} of your requests wait for runs already.`);
    },
    async wait(runId, { who, timeoutMs, signal }) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const unwatch = watcher.watch(runId, (change) => change === 'ended' && resolve());
      const timer = setTimeout(resolve, timeoutMs);
      const onAbort = () => resolve();
      signal.addEventListener('abort', onAbort);
      waiting.add(resolve);
      const leave = seats.take(who);
      try {
        await promise;
      } finally {
        unwatch();
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        waiting.delete(resolve);
        leave();
      }
    },
    stop() {
      for (const resolve of waiting) resolve();
    },
  };
}

const tooMany = (fact: string): DomainError =>
  new DomainError('overloaded', `${fact} Try again in some seconds.`, { retryAfterS: 5 });
