import type { Logger } from '@fbrain/adapters/logging/logger';
import type { Database } from '@fbrain/adapters/postgres/connection';
import { isDatabaseUnavailable } from '@fbrain/adapters/postgres/errors';
import { explainDatabaseError, outlineDatabaseError } from '@fbrain/adapters/postgres/explain-error';
import { refuseNewerSchema, type SchemaStatus, schemaStatus } from '@fbrain/adapters/postgres/migrate';
import { readServer, refuseOldServer, UnusableServer } from '@fbrain/adapters/postgres/server-store';

const INTERVAL_MS = 500;
/** A line every so many looks: enough to see that it still waits. */
const LOOKS_PER_LINE = 20;

/**
 * Waits until the database answers and has the schema this release needs: `fbrain-api migrate` makes it. Answers false when
 * `isCancelled` says so first. `onWaiting` is told each time what it waits for, without names of hosts and users.
 * @throws when the database is too new or too old for this release, or refuses its user for good.
 */
export async function waitForSchema(
  sql: Database,
  logger: Logger,
  isCancelled: () => boolean,
  onWaiting: (forWhat: string) => void,
): Promise<boolean> {
  for (let look = 0; !isCancelled(); look++) {
    const status = await readSchema(sql).catch((error: unknown) => {
      if (error instanceof UnusableServer) throw error;
      const reason = explainDatabaseError(error);
      if (!isDatabaseUnavailable(error)) throw new Error(reason, { cause: error });
      if (look % LOOKS_PER_LINE === 0) logger.warn(`waiting for the database. ${reason}`);
      onWaiting(outlineDatabaseError(error));
      return null;
    });
    if (status) {
      refuseNewerSchema(status);
      if (status.version >= status.latestVersion) return true;
      const isOld = 'the schema is older than this release; waiting for `fbrain-api migrate`';
      if (look % LOOKS_PER_LINE === 0) logger.info(isOld);
      onWaiting(isOld);
    }
    await Bun.sleep(INTERVAL_MS);
  }
  return false;
}

/** A read-only database has a schema too, but nobody can register there: it counts as one that does not answer. */
async function readSchema(sql: Database): Promise<SchemaStatus> {
  const server = await readServer(sql);
  refuseOldServer(server);
  if (server.isReadOnly) throw Object.assign(new Error('the server is read-only'), { code: '25006' });
  return await schemaStatus(sql);
}
