import type { Keyring } from '@fbrain/adapters/crypto/keyring';
import type { Logger } from '@fbrain/adapters/logging/logger';
import { findClientAddress } from '@fbrain/adapters/network/client-address';
import type { Database } from '@fbrain/adapters/postgres/connection';
import type { Service } from '@fbrain/adapters/process/service';
import { DomainError } from '@fbrain/core/errors/domain-error';
import type { ApiConfig } from '../config.ts';
import { type Authenticate, createAuthenticate } from '../http/authenticate.ts';
import { limitRates, type RateLimits } from '../http/limit-rates.ts';
import type { AccessDeps } from './access-deps.ts';
import { createAuditPruner } from './audit-pruner.ts';
import { createCredentialCache } from './credential-cache.ts';
import { createFirstAdmin } from './first-admin.ts';
import { loadCaller } from './load-caller.ts';
import { createPasswordHasher } from './password-hasher.ts';
import { createCookieJar } from './session-cookie.ts';
import { createUsageRecorder } from './usage-recorder.ts';

export interface OpenAccessOptions {
  config: ApiConfig;
  sql: Database;
  keyring: Keyring;
  logger: Logger;
  /** Who holds the connection of a request. */
  peerOf(request: Request): string | null;
}

/** All that decides who may do what, put together. */
export function openAccess({ config, sql, keyring, logger, peerOf }: OpenAccessOptions): {
  access: AccessDeps;
  limits: RateLimits;
  services: Service[];
} {
  const { apiToken, sessionIdleMs, sessionLifetimeMs, insecureCookies, trustedProxies } = config;
  const usage = createUsageRecorder(sql, logger);
  const credentials = createCredentialCache({
    load: (secret) => loadCaller(sql, sessionIdleMs, secret),
    now: Date.now,
  });
  const cookies = createCookieJar(insecureCookies);
  const identify = createAuthenticate({ apiToken, cookies, credentials });
  const access: AccessDeps = {
    sql,
    keyring,
    hasher: createPasswordHasher(),
    cookies,
    credentials,
    identify,
    whoIs: (request) => limits.authenticate(request).catch(nobodyIfUnknown),
    addressOf: (request) => {
      const forwardedFor = request.headers.get('x-forwarded-for');
      return findClientAddress({ peer: peerOf(request), forwardedFor }, trustedProxies);
    },
    now: Date.now,
    sessionIdleMs,
    sessionLifetimeMs,
    insecureCookies,
  };
  const noting: Authenticate = async (request) => {
    const caller = await identify(request);
    usage.note(caller);
    return caller;
  };
  const limits = limitRates(noting, {
    perCaller: config.rateLimit,
    perAddress: config.rateLimitAddress,
    addressOf: access.addressOf,
    now: () => performance.now(),
  });
  return {
    access,
    limits,
    services: [usage, createFirstAdmin(access, config, logger), createAuditPruner(sql, config.auditDays, logger)],
  };
}

function nobodyIfUnknown(error: unknown): null {
  if (error instanceof DomainError && error.code === 'unauthorized') return null;
  throw error;
}
