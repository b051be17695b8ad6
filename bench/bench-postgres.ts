import { join } from 'node:path';
import { openDatabase } from '@fbrain/adapters/postgres/connection';
import type { LocalServer } from '@fbrain/local-stack/local-server';
import { startPostgres } from '@fbrain/local-stack/postgres-server';

/** Files of 16 MB. A measurement writes less between two checkpoints. */
const WAL_FILES = 128;

/**
 * PostgreSQL as it is after some days of work: with files for its log, which it fills anew after each checkpoint. A new
 * server makes each of them when it needs it, and all commits wait for that, some 50 ms every second under load.
 */
export async function startBenchPostgres(dir: string): Promise<LocalServer> {
  const server = await startPostgres(join(dir, 'postgres'), { settings: { min_wal_size: `${WAL_FILES * 16}MB` } });
  const ready = server.ready.then(() => makeWalFiles(server.url));
  // Whoever waits for it hears of it.
  ready.catch(() => {});
  return { ...server, ready };
}

async function makeWalFiles(url: string): Promise<void> {
  const sql = openDatabase({ url, max: 1 });
  for (let file = 0; file < WAL_FILES; file++) {
    await sql`select pg_logical_emit_message(false, 'bench', 'the file must not be empty')`;
    await sql`select pg_switch_wal()`;
  }
  // What a checkpoint finds done it gives new names, for later.
  await sql`checkpoint`;
  await sql.end();
}
