import type { Database } from '@fbrain/adapters/postgres/connection';

/** Rows of `fbrain.run` that statements have read so far. Its own connection must be the one that reads. */
export async function rowsRead(sql: Database): Promise<number> {
  await sql`select pg_stat_force_next_flush()`;
  const [row] = await sql<{ read: number }[]>`
    select seq_tup_read + idx_tup_fetch as read from pg_stat_user_tables where relname = 'run'`;
  return row?.read ?? 0;
}
