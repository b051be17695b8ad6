import { DomainError } from '@fbrain/core/errors/domain-error';
import { isDatabaseUnavailable } from '../postgres/errors.ts';
import { explainOutage } from '../postgres/explain-error.ts';

/** Nothing was accepted, for certain: sending the same again is safe (G9). */
export const overloaded = (): DomainError =>
  new DomainError(
    'overloaded',
    'The server has more runs to commit than it can soon, so nothing was accepted. Try again in a second.',
    { retryAfterS: 1 },
  );

const MAY_BE_DONE =
  'The database does not answer. Try again in a few seconds, with an Idempotency-Key if the run must not start twice.';

/** Turns "the database does not answer" into words for the caller. A commit whose answer was lost may have been done. */
export async function guarded<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!isDatabaseUnavailable(error)) throw error;
    throw new DomainError('unavailable', explainOutage(error, MAY_BE_DONE), { retryAfterS: 2, cause: error });
  }
}
