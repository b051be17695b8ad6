import { hash, timingSafeEqual } from 'node:crypto';
import { DomainError } from '@fbrain/core/errors/domain-error';

const SCHEME = /^bearer +/i;

/** Checks the bearer token of a request; throws DomainError `unauthorized`. */
export function createAuthenticate(token: string): (request: Request) => void {
  // Hashes have one length whatever was sent, so the comparison takes the same time for every guess.
  const expected = hash('sha256', token, 'buffer');
  return (request) => {
    const header = request.headers.get('authorization');
    if (header === null || !SCHEME.test(header)) {
      throw new DomainError('unauthorized', 'Send the API token as "Authorization: Bearer <token>".');
    }
    if (timingSafeEqual(hash('sha256', header.replace(SCHEME, ''), 'buffer'), expected)) return;
    throw new DomainError('unauthorized', 'The API token is wrong. The right one is the API_TOKEN of this server.');
  };
}
