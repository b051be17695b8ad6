import type { Logger } from '@fbrain/adapters/logging/logger';
import type { Database } from '@fbrain/adapters/postgres/connection';
import { isDatabaseUnavailable } from '@fbrain/adapters/postgres/errors';
import { explainDatabaseError } from '@fbrain/adapters/postgres/explain-error';
import { refuseNewerSchema, SchemaMismatch, schemaStatus } from '@fbrain/adapters/postgres/migrate';
import { readServer, refuseOldServer, UnusableServer } from '@fbrain/adapters/postgres/server-store';
import type { Service } from '@fbrain/adapters/process/service';

/**
 * Refuses to start on a server that is too old, without the right to use it, and on a schema that a newer release has changed in a breaking way. A database that does not answer
 * yet, or is not migrated yet, is no reason to give up: /readyz names it until it is there.
 */
export const schemaGuard = (sql: Database, logger: Logger): Service => ({
  name: 'schema check',
  async start() {
    try {
      const server = await readServer(sql);
      refuseOldServer(server);
      if (server.isReadOnly)
        logger.warn('The database is read-only, as a standby is: nothing can be accepted until it is the primary');
      const status = await schemaStatus(sql);
      refuseNewerSchema(status);
      if (status.version < status.latestVersion)
        logger.warn('The schema is older than this release: run `fbrain-api migrate`', { ...status });
    } catch (error) {
      if (error instanceof SchemaMismatch || error instanceof UnusableServer) throw error;
      const reason = explainDatabaseError(error);
      if (!isDatabaseUnavailable(error)) throw new Error(reason, { cause: error });
      logger.warn(`The database cannot be used yet. ${reason}`);
    }
  },
  async stop() {},
});
