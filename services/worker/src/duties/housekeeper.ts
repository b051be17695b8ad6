import type { Logger } from '@fbrain/adapters/logging/logger';
import type { Database } from '@fbrain/adapters/postgres/connection';
import { HOUSEWORK } from '@fbrain/adapters/postgres/housework-store';

/** Makes the partitions of the next days and forgets what has lapsed: beside the other duties, as a backup may be in its way. */
export interface Housekeeper {
  /** Does what is due, unless it is at it. Returns at once. */
  run(): void;
  stop(): Promise<void>;
}

interface HousekeeperOptions {
  sql: Database;
  logger: Logger;
  /** Monotonic, in milliseconds. */
  now?: () => number;
}

const INTERVAL_MS = 3_600_000;
/** Partitions are made days ahead, so a backup of some hours may keep them waiting. */
const RETRY_MS = 300_000;

export function createHousekeeper({ sql, logger, now = () => performance.now() }: HousekeeperOptions): Housekeeper {
  const dueAtMs = new Map<string, number>();
  let busy: Promise<void> | null = null;
  let isStopped = false;

  const doDue = async () => {
    for (const [what, work] of Object.entries(HOUSEWORK)) {
      if (isStopped) return;
      if (now() < (dueAtMs.get(what) ?? Number.NEGATIVE_INFINITY)) continue;
      const pauseMs = await work(sql).then(
        () => INTERVAL_MS,
        (error: unknown) => {
          logger.warn(`${what} failed; trying again in five minutes`, { error });
          return RETRY_MS;
        },
      );
      dueAtMs.set(what, now() + pauseMs);
    }
  };
  return {
    run() {
      busy ??= doDue().finally(() => {
        busy = null;
      });
    },
    async stop() {
      isStopped = true;
      await busy;
    },
  };
}
