import type { Clock } from '@fbrain/core/time/clock';
import type { Queryable } from './connection.ts';

/** A clock that follows the database's: every process then agrees on what is due, whatever its own clock says. */
export interface DatabaseClock extends Clock {
  /** Measures the difference to the database's clock again. */
  refresh(): Promise<void>;
  /** Takes over an instant that the database has just told. */
  observe(databaseNowMs: number): void;
}

export function createDatabaseClock(sql: Queryable): DatabaseClock {
  let offsetMs = 0;
  return {
    now: () => Math.round(performance.timeOrigin + performance.now() + offsetMs),
    observe(databaseNowMs) {
      offsetMs = databaseNowMs - (performance.timeOrigin + performance.now());
    },
    async refresh() {
      const startedAt = performance.now();
      const [row] = await sql<{ now: Date }[]>`select clock_timestamp() as now`;
      // The answer was true about half a round trip ago.
      if (row) this.observe(row.now.getTime() + (performance.now() - startedAt) / 2);
    },
  };
}
