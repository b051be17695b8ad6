import type { Database } from '@fbrain/adapters/postgres/connection';
import type { Random } from '../random.ts';
import type { Ledger } from '../work/ledger.ts';

/** Looks at finished runs while faults happen, and again at the end: a final run never changes. */
export interface FinalWatch {
  readonly size: number;
  stop(): Promise<void>;
  /** Runs whose row is not what it was. */
  changed(): Promise<string[]>;
}

const INTERVAL_MS = 500;
const SAMPLE = 100;
const MOST = 20_000;

export function watchFinalRuns(sql: Database, ledger: Ledger, random: Random): FinalWatch {
  const seen = new Map<string, string>();
  const digests = (ids: readonly string[]) => sql<{ id: string; digest: string }[]>`
    select id, md5(run_history::text) as digest from fbrain.run_history where id = any(${ids as string[]}::uuid[])`;
  let isStopped = false;

  const watch = async () => {
    while (!isStopped) {
      const ids = ledger.recent.filter(() => random.chance(SAMPLE / Math.max(ledger.recent.length, SAMPLE)));
      // The database may be away: the next look will do.
      const rows = seen.size < MOST ? await digests(ids).catch(() => []) : [];
      for (const { id, digest } of rows) if (!seen.has(id)) seen.set(id, digest);
      await Bun.sleep(INTERVAL_MS);
    }
  };
  const watching = watch();

  return {
    get size() {
      return seen.size;
    },
    async stop() {
      isStopped = true;
      await watching;
    },
    async changed() {
      const now = new Map((await digests([...seen.keys()])).map(({ id, digest }) => [id, digest]));
      return [...seen].filter(([id, digest]) => now.get(id) !== digest).map(([id]) => id);
    },
  };
}
