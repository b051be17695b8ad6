import type { Logger } from '@fbrain/adapters/logging/logger';
import type { EventBus, LiveEvent } from '@fbrain/core/event/live-event';
import { isFinalState, type RunState } from '@fbrain/core/run/run-state';

/** `ended`: the run is final or gone. `changed`: something about it may be new, read it again. */
export type RunChange = 'ended' | 'changed';

/** Tells who waits for a run when to look at it again. */
export interface RunWatcher {
  /** Calls back until the returned function is called. May call with `ended` more than once. */
  watch(runId: string, listener: (change: RunChange) => void): () => void;
  /** Looks at all watched runs at once; called each second by a timer. */
  runOnce(): Promise<void>;
  stop(): void;
}

export interface RunWatcherOptions {
  events: EventBus;
  readStates(ids: readonly string[]): Promise<Map<string, RunState>>;
  logger: Logger;
}

/** Events may be lost, so watched runs are read as well: one statement for all of them, none if nobody waits. */
const POLL_MS = 1_000;
/** After a gap in the events those who wait for an end must not wait for the next poll; under a flood gaps come all the time. */
const GAP_LOOK_MS = 25;

export function createRunWatcher({ events, readStates, logger }: RunWatcherOptions): RunWatcher {
  const listeners = new Map<string, Set<(change: RunChange) => void>>();
  let isReading = false;
  let gapTimer: Timer | undefined;

  const tell = (runId: string, change: RunChange) => {
    for (const listener of listeners.get(runId) ?? []) listener(change);
  };
  const onEvent = (event: LiveEvent) => {
    if (event.kind === 'run') tell(event.runId, isFinalState(event.state) ? 'ended' : 'changed');
    else if (event.kind === 'run-log') tell(event.runId, 'changed');
    else if (event.kind === 'gap' && event.ended) for (const runId of event.ended) tell(runId, 'ended');
    else if (event.kind === 'gap') gapTimer ??= setTimeout(lookAfterGap, GAP_LOOK_MS);
  };
  const look = async (changes: readonly RunChange[]) => {
    if (listeners.size === 0 || isReading) return;
    isReading = true;
    const ids = [...listeners.keys()];
    try {
      const states = await readStates(ids);
      for (const id of ids) {
        const state = states.get(id);
        const change = state === undefined || isFinalState(state) ? 'ended' : 'changed';
        if (changes.includes(change)) tell(id, change);
      }
    } catch (error) {
      // The next second tries again; who waits longer than allowed is answered by their own time limit.
      logger.warn('Watched runs could not be read', { runs: ids.length, error });
    } finally {
      isReading = false;
    }
  };

  const runOnce = () => look(['ended', 'changed']);
  /** What else may have changed can wait for the poll. */
  const lookAfterGap = () => {
    gapTimer = undefined;
    void look(['ended']);
  };

  const unsubscribe = events.subscribe((batch) => {
    if (listeners.size > 0) for (const event of batch) onEvent(event);
  });
  const timer = setInterval(runOnce, POLL_MS);
  timer.unref();

  return {
    watch(runId, listener) {
      const own = listeners.get(runId) ?? new Set();
      listeners.set(runId, own.add(listener));
      return () => {
        own.delete(listener);
        if (own.size === 0 && listeners.get(runId) === own) listeners.delete(runId);
      };
    },
    runOnce,
    stop() {
      clearInterval(timer);
      clearTimeout(gapTimer);
      unsubscribe();
    },
  };
}
