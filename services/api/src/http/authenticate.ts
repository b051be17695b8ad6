import { hash, timingSafeEqual } from 'node:crypto';
import { CONFIGURATION_PRINCIPAL, type Principal } from '@fbrain/core/access/principal';
import { DomainError } from '@fbrain/core/errors/domain-error';

const SCHEME = /^bearer +/i;

/** Finds out who makes a request; throws DomainError `unauthorized`. */
export type Authenticate = (request: Request) => Promise<Principal>;

/** Knows the API_TOKEN of the server, if it has one. */
export function createAuthenticate(apiToken: string | undefined): Authenticate {
  // Hashes have one length whatever was sent, so the comparison takes the same time for every guess.
  const expected = apiToken === undefined ? undefined : hash('sha256', apiToken, 'buffer');
  return async (request) => {
    const header = request.headers.get('authorization');
    if (header === null || !SCHEME.test(header)) {
      throw new DomainError('unauthorized', 'Send the API token as "Authorization: Bearer <token>".');
    }
    const given = hash('sha256', header.replace(SCHEME, ''), 'buffer');
    if (expected && timingSafeEqual(given, expected)) return CONFIGURATION_PRINCIPAL;
    throw new DomainError('unauthorized', 'The API token is wrong. The right one is the API_TOKEN of this server.');
  };
}
