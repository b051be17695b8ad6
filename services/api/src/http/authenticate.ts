import { hash, timingSafeEqual } from 'node:crypto';
import { TOKEN_PREFIX } from '@fbrain/core/access/api-token';
import { CONFIGURATION_PRINCIPAL } from '@fbrain/core/access/principal';
import { DomainError } from '@fbrain/core/errors/domain-error';
import type { Caller, CredentialCache } from '../access/credential-cache.ts';
import { refuseCrossSite } from '../access/cross-site.ts';
import type { CookieJar } from '../access/session-cookie.ts';

const SCHEME = /^bearer +/i;

/** Finds out who makes a request; throws DomainError `unauthorized`, or `cross-site` for a misused session. */
export type Authenticate = (request: Request) => Promise<Caller>;

export interface AuthenticateOptions {
  /** The API_TOKEN of the server, if it has one. */
  apiToken: string | undefined;
  cookies: CookieJar;
  credentials: CredentialCache;
}

const CONFIGURATION_CALLER: Caller = {
  principal: CONFIGURATION_PRINCIPAL,
  sessionId: null,
  expiresAtMs: Number.POSITIVE_INFINITY,
};

/** A token counts before the cookie of a session: who sends one means it. */
export function createAuthenticate({ apiToken, cookies, credentials }: AuthenticateOptions): Authenticate {
  // Hashes have one length whatever was sent, so the comparison takes the same time for every guess.
  const expected = apiToken === undefined ? undefined : hash('sha256', apiToken, 'buffer');

  const findToken = async (token: string): Promise<Caller> => {
    if (expected && timingSafeEqual(hash('sha256', token, 'buffer'), expected)) return CONFIGURATION_CALLER;
    const caller = token.startsWith(TOKEN_PREFIX) ? await credentials.find(token) : null;
    if (caller) return caller;
    throw new DomainError('unauthorized', 'The API token is wrong, was revoked or has expired.');
  };

  return async (request) => {
    const header = request.headers.get('authorization') || null;
    if (header !== null && SCHEME.test(header)) return await findToken(header.replace(SCHEME, ''));
    const secret = cookies.read(request);
    if (header !== null || secret === null) {
      throw new DomainError('unauthorized', 'Sign in, or send an API token as "Authorization: Bearer <token>".');
    }
    // A cookie is sent by whatever the browser opens: a token in it would be used without being meant.
    const caller = secret.startsWith(TOKEN_PREFIX) ? null : await credentials.find(secret);
    if (!caller) throw new DomainError('unauthorized', 'The session has ended. Sign in again.');
    refuseCrossSite(request);
    return caller;
  };
}
