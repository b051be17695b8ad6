import type { Database } from '@fbrain/adapters/postgres/connection';

/** Runs per second that are to be posted now, so that the wanted number is reached in time. */
export interface Pace {
  perSecond(): number;
  /** Runs that wait or execute, as of the last look. */
  backlog(): number;
  stop(): Promise<void>;
}

export interface PaceOptions {
  sql: Database;
  runs: number;
  seconds: number;
  accepted(): number;
}

/** More than is needed, because faults refuse some. */
const MARGIN = 1.15;
/** What the API takes on two cores beside everything else. */
const FASTEST = 4_000;
/** There is always work, and never so much that draining it takes long. */
const MOST_BACKLOG = 15_000;
const LOOK_MS = 1_000;

export function startPace({ sql, runs, seconds, accepted }: PaceOptions): Pace {
  const startedAt = performance.now();
  let backlog = 0;
  let isStopped = false;
  const look = async () => {
    while (!isStopped) {
      // While the database is away nothing is accepted either.
      const [row] = await sql<{ count: number }[]>`select count(*)::integer as count from fbrain.run`.catch(() => []);
      backlog = row?.count ?? backlog;
      await Bun.sleep(LOOK_MS);
    }
  };
  const looking = look();
  return {
    perSecond() {
      if (backlog > MOST_BACKLOG) return 0;
      const left = seconds - (performance.now() - startedAt) / 1_000;
      return Math.min(Math.max(((runs - accepted()) / Math.max(left, 1)) * MARGIN, 0), FASTEST);
    },
    backlog: () => backlog,
    async stop() {
      isStopped = true;
      await looking;
    },
  };
}
