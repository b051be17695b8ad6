import type { LiveEvent } from '@fbrain/core/event/live-event';
import { focusManager, type QueryClient } from '@tanstack/solid-query';
import { isNobodyThere } from '../api/api-error.ts';
import type { Connection } from './browser-connection.ts';
import { setConnectionStatus, setHeardAtMs } from './connection-state.ts';
import { type EventStreamOptions, followEvents } from './event-stream.ts';
import { isKeyOfRun, keysOfEvent } from './keys-of-event.ts';
import { createProgressDisplay } from './progress-display.ts';
import { createRefresher } from './refresher.ts';

/** Re-reads of a query: half a second apart, and two while the system stays busy. */
const REFRESH_INTERVAL_MS = 500;
const BUSY_INTERVAL_MS = 2_000;

const schedule = (callback: () => void, delayMs: number) => void setTimeout(callback, delayMs);

/** Keeps all queries fresh by the events of the server. Returns the way to stop. */
export function startLiveUpdates(client: QueryClient, connection?: Connection): () => void {
  const refresh = createRefresher<readonly unknown[]>({
    refresh: (queryKey) => client.invalidateQueries({ queryKey }),
    intervalMs: REFRESH_INTERVAL_MS,
    longestIntervalMs: BUSY_INTERVAL_MS,
    schedule,
    now: () => performance.now(),
  });
  const showProgress = createProgressDisplay(client, schedule);
  /** Thousands of runs change while a page knows a few of them. */
  const isKnown = (key: readonly unknown[]) => !isKeyOfRun(key) || client.getQueryState(key) !== undefined;
  const onEvents = (events: readonly LiveEvent[]) => {
    for (const event of events) {
      if (event.kind === 'run-progress') showProgress(event);
      for (const key of keysOfEvent(event)) if (isKnown(key)) refresh(key);
    }
  };
  setPolling(true);
  const stream: EventStreamOptions = {
    path: () => '/events',
    onOpen: () => {
      // What happened while nobody listened is unknown, before the first connect as after a lost one.
      // At once, whatever is being read: a read from before may hang, and is given up for the new one.
      void client.invalidateQueries();
      setConnectionStatus('open');
      setPolling(true);
    },
    onHeard: () => setHeardAtMs(Date.now()),
    onEvent: ({ event, data }) => {
      if (event === 'events') onEvents(JSON.parse(data) as LiveEvent[]);
    },
    onLost: ({ failures, error }) => {
      // A replica that is restarted hands its streams to another one, which is nothing to worry anybody with.
      if (failures < 2 && navigator.onLine !== false) return;
      setConnectionStatus(navigator.onLine === false ? 'offline' : 'lost');
      setPolling(!isNobodyThere(error));
    },
    onRefused: () => {
      setConnectionStatus('refused');
      setPolling(true);
    },
  };
  const close = followEvents(stream, connection);
  return () => {
    close();
    setConnectionStatus('connecting');
    setPolling(false);
  };
}

/** Reads at a pace rest while nobody is there or nobody is signed in: the stream's tries are probe enough. */
const setPolling = (isOn: boolean): void => focusManager.setFocused(isOn ? undefined : false);
