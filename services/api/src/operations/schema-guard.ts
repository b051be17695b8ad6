import type { Logger } from '@fbrain/adapters/logging/logger';
import type { Database } from '@fbrain/adapters/postgres/connection';
import { isDatabaseUnavailable } from '@fbrain/adapters/postgres/errors';
import { refuseNewerSchema, schemaStatus } from '@fbrain/adapters/postgres/migrate';
import type { Service } from '@fbrain/adapters/process/service';

/**
 * Refuses to start on a schema that a newer release has changed in a breaking way. A database that does not answer
 * yet, or is not migrated yet, is no reason to give up: /readyz names it until it is there.
 */
export const schemaGuard = (sql: Database, logger: Logger): Service => ({
  name: 'schema check',
  async start() {
    try {
      const status = await schemaStatus(sql);
      refuseNewerSchema(status);
      if (status.version < status.latestVersion)
        logger.warn('The schema is older than this release: run `fbrain-api migrate`', { ...status });
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error;
      logger.warn('The database does not answer yet', { error });
    }
  },
  async stop() {},
});
