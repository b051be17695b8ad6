import type { Database } from '@fbrain/adapters/postgres/connection';

/** Remembers what finished runs look like while faults happen, and looks again at the end: a final run never changes. */
export interface FinalWatch {
  stop(): Promise<void>;
  /** Finished runs that were looked at. */
  size(): Promise<number>;
  /** Those whose row is not what it was, or gone. */
  changed(): Promise<string[]>;
}

const INTERVAL_MS = 3_000;
/** Runs that take longer to finish are not looked at; most end at once, but wait for the end of an outage. */
const LOOK_BACK_MS = 60_000;
const SHOWN = 20;

/** A row as one value, far smaller than the row. */
const digest = (sql: Database) => sql`md5(run_history::text)::uuid`;

export async function watchFinalRuns(sql: Database): Promise<FinalWatch> {
  // Logged, as PostgreSQL is going to crash.
  await sql`create schema watch`;
  await sql`create table watch.seen (id uuid primary key, digest uuid not null)`;
  let isStopped = false;
  const look = () => sql`
    insert into watch.seen
    select id, ${digest(sql)} from fbrain.run_history
    where id >= ${oldestId(Date.now() - LOOK_BACK_MS)} and not exists (select from watch.seen where seen.id = run_history.id)`;
  const watch = async () => {
    while (!isStopped) {
      // The database may be away: the next look will do.
      await look().catch(() => {});
      for (let waited = 0; waited < INTERVAL_MS && !isStopped; waited += 100) await Bun.sleep(100);
    }
  };
  const watching = watch();

  return {
    async stop() {
      isStopped = true;
      await watching;
    },
    async size() {
      const [row] = await sql<{ count: number }[]>`select count(*)::integer as count from watch.seen`;
      return row?.count ?? 0;
    },
    async changed() {
      const rows = await sql<{ id: string }[]>`
        select seen.id from watch.seen left join fbrain.run_history on run_history.id = seen.id
        where ${digest(sql)} is distinct from seen.digest limit ${SHOWN}`;
      return rows.map(({ id }) => id);
    },
  };
}

/** Ids are UUIDv7: no run made since then has a smaller one. */
function oldestId(sinceMs: number): string {
  const hex = Math.max(sinceMs, 0).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
