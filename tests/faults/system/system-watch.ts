import type { Database } from '@fbrain/adapters/postgres/connection';

/** What the harness knows about the system while faults happen, as of the last look. */
export interface SystemWatch {
  /** Runs that wait or execute. */
  backlog(): number;
  /** Name of the leading worker; undefined before there is one. */
  leader(): string | undefined;
  stop(): Promise<void>;
}

const LOOK_MS = 1_000;

export function watchSystem(sql: Database): SystemWatch {
  let seen: { backlog: number; leader: string | null } = { backlog: 0, leader: null };
  let isStopped = false;
  const look = async () => {
    while (!isStopped) {
      // While the database is away nothing is accepted, and nobody leads.
      const [row] = await sql<(typeof seen)[]>`
        select (select count(*)::integer from fbrain.run) as backlog,
               (select name from fbrain.worker where leader and state = 'active' order by last_seen_at desc limit 1) as leader
      `.catch(() => []);
      seen = row ?? seen;
      await Bun.sleep(LOOK_MS);
    }
  };
  const looking = look();
  return {
    backlog: () => seen.backlog,
    leader: () => seen.leader ?? undefined,
    async stop() {
      isStopped = true;
      await looking;
    },
  };
}
