import type { Logger } from '@fbrain/adapters/logging/logger';
import { pruneAudit } from '@fbrain/adapters/postgres/audit-store';
import type { Database } from '@fbrain/adapters/postgres/connection';
import { pruneLoginTries } from '@fbrain/adapters/postgres/login-throttle-store';
import type { Service } from '@fbrain/adapters/process/service';

const EVERY_MS = 3_600_000;

/** Forgets what the audit log has kept for long enough, each hour. Replicas that do it at once do no harm. */
export function createAuditPruner(sql: Database, keptDays: number, logger: Logger): Service {
  let timer: Timer | undefined;
  const runOnce = async () => {
    try {
      await pruneLoginTries(sql);
      while ((await pruneAudit(sql, keptDays)) > 0);
    } catch (error) {
      logger.warn('Old entries of the audit log could not be removed', { error });
    }
  };
  return {
    name: 'audit pruner',
    async start() {
      timer = setInterval(runOnce, EVERY_MS);
    },
    async stop() {
      clearInterval(timer);
    },
  };
}
