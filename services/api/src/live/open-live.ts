import type { Logger } from '@fbrain/adapters/logging/logger';
import type { Database } from '@fbrain/adapters/postgres/connection';
import { getRunStates } from '@fbrain/adapters/postgres/run-query-store';
import type { EventBus } from '@fbrain/core/event/live-event';
import { createRunWaiter, type RunWaiter } from '../runs/wait-for-run.ts';
import { createEventStreams, type EventStreams, type StreamCounters } from './event-stream.ts';
import { createRunWatcher, type RunWatcher } from './run-watcher.ts';

/** All that answers over time instead of at once. */
export interface Live {
  watcher: RunWatcher;
  waiter: RunWaiter;
  streams: EventStreams;
}

export interface OpenLiveOptions {
  sql: Database;
  events: EventBus;
  metrics: StreamCounters;
  logger: Logger;
}

export function openLive({ sql, events, metrics, logger }: OpenLiveOptions): { live: Live; stop(): void } {
  const watcher = createRunWatcher({ events, readStates: (ids) => getRunStates(sql, ids), logger });
  const waiter = createRunWaiter(watcher);
  const streams = createEventStreams(metrics);
  const stop = () => {
    for (const waiting of [watcher, waiter, streams]) waiting.stop();
  };
  return { live: { watcher, waiter, streams }, stop };
}
