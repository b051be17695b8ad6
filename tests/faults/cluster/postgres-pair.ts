import { join } from 'node:path';
import { openDatabase } from '@fbrain/adapters/postgres/connection';
import type { LocalServer } from '@fbrain/local-stack/local-server';
import { findDebianPostgres } from '@fbrain/local-stack/postgres-binaries';
import { startPostgres } from '@fbrain/local-stack/postgres-server';

/** A PostgreSQL primary whose commits wait for its standby, on loopback. */
export interface PostgresPair {
  /** Names both hosts, the primary first. */
  url: string;
  primary: LocalServer;
  standby: LocalServer;
  /** Kills the primary as a power cut does, and makes the standby the primary, which then waits for nobody. */
  failOver(): Promise<void>;
  stop(): Promise<void>;
}

/** Null where Debian's PostgreSQL is not installed: the one in node_modules cannot be copied. */
export async function startPostgresPair(dir: string): Promise<PostgresPair> {
  const binaries = findDebianPostgres();
  if (!binaries) throw new Error('The package postgresql is not installed.');
  const primary = await startPostgres(join(dir, 'primary'), { binaries });
  await primary.ready;
  const standby = await startPostgres(join(dir, 'standby'), { binaries, standbyOf: primary.url });
  await standby.ready;
  await waitForStandby(primary.url);
  const { host } = new URL(standby.url);
  return {
    url: primary.url.replace(/@([^/]+)/, `@$1,${host}`),
    primary,
    standby,
    async failOver() {
      await primary.kill();
      await asAdministrator(standby.url, async (sql) => {
        await sql`select pg_promote()`;
      });
    },
    async stop() {
      await Promise.all([primary.kill(), standby.kill()]);
    },
  };
}

/** From now on a commit is one on both. */
const waitForStandby = (url: string) =>
  asAdministrator(url, async (sql) => {
    await sql`alter system set synchronous_standby_names = '*'`;
    await sql`select pg_reload_conf()`;
    for (;;) {
      const [row] = await sql`select from pg_stat_replication where sync_state = 'sync'`;
      if (row) return;
      await Bun.sleep(50);
    }
  });

async function asAdministrator(
  url: string,
  work: (sql: ReturnType<typeof openDatabase>) => Promise<void>,
): Promise<void> {
  const sql = openDatabase({ url, max: 1, applicationName: 'administrator' });
  await work(sql).finally(() => sql.end({ timeout: 1 }));
}
