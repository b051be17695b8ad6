import type { Database } from '@fbrain/adapters/postgres/connection';

/** Sees whether a request has left rows behind. */
export interface RowWatch {
  /** Tables whose number of rows has changed since the last look, with the difference. */
  look(): Promise<Record<string, number>>;
}

/** What is written about a refused request on purpose: who tried what, and how often. */
const ABOUT_REQUESTS = ['audit_entry', 'login_throttle', 'user_session'];

/** Counting takes ms, so it is done only when some transaction of the server has written since. */
export async function watchRows(sql: Database): Promise<RowWatch> {
  const names = await sql<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'fbrain' and not tablename = any(${ABOUT_REQUESTS})
    order by tablename`;
  const counting = names.map(({ name }) => `select '${name}' as name, count(*)::integer as rows from fbrain."${name}"`);
  const count = async () => {
    const rows = await sql.unsafe<{ name: string; rows: number }[]>(counting.join(' union all '));
    return new Map(rows.map((row) => [row.name, row.rows]));
  };
  const lastWrite = async () =>
    (await sql<{ at: string }[]>`select pg_snapshot_xmax(pg_current_snapshot())::text as at`)[0]?.at;
  let [before, writtenAt] = [await count(), await lastWrite()];
  return {
    async look() {
      const at = await lastWrite();
      if (at === writtenAt) return {};
      writtenAt = at;
      const after = await count();
      const changed = [...after].filter(([name, rows]) => rows !== before.get(name));
      const differences = changed.map(([name, rows]) => [name, rows - (before.get(name) ?? 0)]);
      before = after;
      return Object.fromEntries(differences);
    },
  };
}
