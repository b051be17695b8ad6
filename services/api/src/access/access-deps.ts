import type { Keyring } from '@fbrain/adapters/crypto/keyring';
import type { Database } from '@fbrain/adapters/postgres/connection';
import type { Authenticate } from '../http/authenticate.ts';
import type { Caller, CredentialCache } from './credential-cache.ts';
import type { PasswordHasher } from './password-hasher.ts';
import type { CookieJar } from './session-cookie.ts';

/** What everything about users, sessions and tokens needs. */
export interface AccessDeps {
  sql: Database;
  keyring: Keyring;
  hasher: PasswordHasher;
  cookies: CookieJar;
  credentials: CredentialCache;
  /** Who makes a request; throws DomainError `unauthorized`. Not noted as a use of the credential. */
  identify: Authenticate;
  /** The same for a route that strangers may use: null for them, who count as at any other route. */
  whoIs(request: Request): Promise<Caller | null>;
  /** Where a request comes from, as far as its way is trusted. */
  addressOf(request: Request): string | null;
  /** This machine's clock, in ms. */
  now(): number;
  sessionIdleMs: number;
  sessionLifetimeMs: number;
  /** People may sign in over plain HTTP. */
  insecureCookies: boolean;
}
