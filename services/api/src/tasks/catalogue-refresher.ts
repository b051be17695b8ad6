import type { TaskCatalogue } from '@fbrain/adapters/intake/task-catalogue';
import type { Logger } from '@fbrain/adapters/logging/logger';
import type { Service } from '@fbrain/adapters/process/service';
import type { EventBus } from '@fbrain/core/event/live-event';

/** Events may be lost; a task that changed is known everywhere within this time. */
const REFRESH_EVERY_MS = 5_000;

/** Keeps the catalogue of tasks in memory current: on every `task` event and every five seconds. */
export function createCatalogueRefresher(catalogue: TaskCatalogue, events: EventBus, logger: Logger): Service {
  let timer: ReturnType<typeof setInterval> | undefined;
  let unsubscribe = () => {};
  const refresh = () =>
    catalogue.refresh().catch((error: unknown) => logger.warn('The catalogue of tasks could not be read', { error }));
  return {
    name: 'task catalogue',
    async start() {
      timer = setInterval(refresh, REFRESH_EVERY_MS);
      unsubscribe = events.subscribe((batch) => {
        // Not on a gap: under load there are twenty a second, and a lost event costs five seconds at most.
        if (batch.some((event) => event.kind === 'task')) void refresh();
      });
      await refresh();
    },
    async stop() {
      clearInterval(timer);
      unsubscribe();
    },
  };
}
