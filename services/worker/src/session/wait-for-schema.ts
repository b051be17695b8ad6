import type { Logger } from '@fbrain/adapters/logging/logger';
import type { Database } from '@fbrain/adapters/postgres/connection';
import { isDatabaseUnavailable } from '@fbrain/adapters/postgres/errors';
import { refuseNewerSchema, schemaStatus } from '@fbrain/adapters/postgres/migrate';

const INTERVAL_MS = 500;
/** A line every so many looks: enough to see that it still waits. */
const LOOKS_PER_LINE = 20;

/**
 * Waits until the database answers and has the schema this release needs: `fbrain-api migrate` makes it. Answers false when
 * `isCancelled` says so first.
 * @throws SchemaMismatch when the database is too new for this release.
 */
export async function waitForSchema(sql: Database, logger: Logger, isCancelled: () => boolean): Promise<boolean> {
  for (let look = 0; !isCancelled(); look++) {
    const status = await schemaStatus(sql).catch((error: unknown) => {
      if (!isDatabaseUnavailable(error)) throw error;
      if (look % LOOKS_PER_LINE === 0) logger.warn('the database does not answer; waiting for it', { error });
      return null;
    });
    if (status) {
      refuseNewerSchema(status);
      if (status.version >= status.latestVersion) return true;
      if (look % LOOKS_PER_LINE === 0)
        logger.info('the schema is older than this release; waiting for `fbrain-api migrate`');
    }
    await Bun.sleep(INTERVAL_MS);
  }
  return false;
}
