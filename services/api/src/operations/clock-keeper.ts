import type { Logger } from '@fbrain/adapters/logging/logger';
import type { DatabaseClock } from '@fbrain/adapters/postgres/database-clock';
import type { Service } from '@fbrain/adapters/process/service';

/** A clock that is off by a second drifts by milliseconds in this time. */
const REFRESH_EVERY_MS = 60_000;

/** Follows the database's clock, by which workers decide what is due: `delay` must not depend on this machine's. */
export function createClockKeeper(clock: DatabaseClock, logger: Logger): Service {
  let timer: Timer | undefined;
  const refresh = () =>
    clock.refresh().catch((error: unknown) => logger.warn("The database's clock could not be read", { error }));
  return {
    name: 'database clock',
    async start() {
      timer = setInterval(refresh, REFRESH_EVERY_MS);
      await refresh();
    },
    async stop() {
      clearInterval(timer);
    },
  };
}
