import type { LiveEvent } from '@fbrain/core/event/live-event';
import type { QueryClient } from '@tanstack/solid-query';
import { createSignal } from 'solid-js';
import { followEvents } from './event-stream.ts';
import { keysOfEvent } from './keys-of-event.ts';
import { createProgressDisplay } from './progress-display.ts';
import { createRefresher } from './refresher.ts';

export type ConnectionStatus = 'connecting' | 'open' | 'lost';

const [connectionStatus, setConnectionStatus] = createSignal<ConnectionStatus>('connecting');

export { connectionStatus };

/** At most two re-reads a second for each query, however busy the system is. */
const REFRESH_INTERVAL_MS = 500;

const schedule = (callback: () => void, delayMs: number) => void setTimeout(callback, delayMs);

/** Keeps all queries fresh by the events of the server. Returns the way to stop. */
export function startLiveUpdates(client: QueryClient): () => void {
  const refresh = createRefresher<readonly unknown[]>({
    refresh: (queryKey) => client.invalidateQueries({ queryKey }),
    intervalMs: REFRESH_INTERVAL_MS,
    schedule,
    now: () => performance.now(),
  });
  const showProgress = createProgressDisplay(client, schedule);
  const onEvents = (events: readonly LiveEvent[]) => {
    for (const event of events) {
      if (event.kind === 'run-progress') showProgress(event);
      for (const key of keysOfEvent(event)) refresh(key);
    }
  };
  setConnectionStatus('connecting');
  return followEvents({
    path: () => '/events',
    onOpen: () => {
      // What happened while nobody listened is unknown, before the first connect as after a lost one.
      refresh([]);
      setConnectionStatus('open');
    },
    onEvent: ({ event, data }) => {
      if (event === 'events') onEvents(JSON.parse(data) as LiveEvent[]);
    },
    onLost: () => setConnectionStatus('lost'),
    onRefused: () => setConnectionStatus('lost'),
  });
}
