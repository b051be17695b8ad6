import type { Logger } from '@fbrain/adapters/logging/logger';
import { hasAdmin, insertFirstAdmin } from '@fbrain/adapters/postgres/user-store';
import type { Service } from '@fbrain/adapters/process/service';
import { checkPassword } from '@fbrain/core/access/password';
import { DomainError } from '@fbrain/core/errors/domain-error';
import type { AccessDeps } from './access-deps.ts';
import { createSetupLink } from './access-links.ts';
import { recordOperator } from './record-operator.ts';

export interface FirstAdminOptions {
  adminEmail: string | undefined;
  adminPassword: string | undefined;
  publicUrl: string;
}

/** The database may not answer or not be migrated yet. */
const RETRY_MS = 2_000;

/**
 * Sees to it that somebody can sign in (G12): makes the admin of the configuration, or logs a link that works once.
 * Each start of a replica logs a new link until there is an admin; the latest of them works.
 */
export function createFirstAdmin(
  { sql, hasher }: AccessDeps,
  { adminEmail, adminPassword, publicUrl }: FirstAdminOptions,
  logger: Logger,
): Service {
  let timer: Timer | undefined;

  /** What everybody guesses must not open the door, and must not leave the owner outside without a word either. */
  const isUsable = (password: string, email: string): boolean => {
    try {
      checkPassword(password, email, 'ADMIN_PASSWORD');
      return true;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      logger.error(`${error.message}. Change it and restart, or use the link that follows`);
      return false;
    }
  };
  const ensure = async () => {
    if (await hasAdmin(sql)) return;
    if (adminEmail !== undefined && adminPassword !== undefined && isUsable(adminPassword, adminEmail)) {
      const passwordHash = await hasher.hash(adminPassword);
      const admin = await insertFirstAdmin(sql, { id: Bun.randomUUIDv7(), email: adminEmail, passwordHash });
      if (!admin) return;
      logger.info(`The first admin is ${admin.email}. ADMIN_PASSWORD is not read again`);
      await recordOperator(sql, { means: 'ADMIN_PASSWORD', action: 'setUp', userId: admin.id });
      return;
    }
    const { path, expiresAt } = await createSetupLink(sql);
    logger.warn(
      `There is no admin yet. Make the first one at ${publicUrl.replace(/\/$/, '')}${path} until ${expiresAt}`,
    );
  };
  const attempt = async (): Promise<void> => {
    try {
      await ensure();
    } catch (error) {
      logger.debug('Whether there is an admin could not be found out yet', { error });
      timer = setTimeout(attempt, RETRY_MS);
    }
  };

  return {
    name: 'first admin',
    start: attempt,
    async stop() {
      clearTimeout(timer);
    },
  };
}
