import { DomainError } from '@fbrain/core/errors/domain-error';
import { isUuid } from './uuid.ts';

/** The form of a cursor; a later one can tell old cursors apart. */
const VERSION = '1';

/** A cursor stands for "after this id". Opaque to callers: its form may change with any release. */
export const toCursor = (id: string): string => Buffer.from(`${VERSION}:${id}`).toString('base64url');

/**
 * What a cursor stands for: the id of the last item, or whatever else a list goes on from.
 * @throws DomainError `invalid-cursor`
 */
export function fromCursor(cursor: string, isPlace: (text: string) => boolean = isUuid): string {
  const text = Buffer.from(cursor, 'base64url').toString('latin1');
  const place = text.slice(VERSION.length + 1);
  if (text.startsWith(`${VERSION}:`) && isPlace(place)) return place;
  throw new DomainError(
    'invalid-cursor',
    'The cursor is not one this API has given. Take it from nextCursor of the page before, or leave it out to begin anew.',
    {
      fields: [{ path: 'cursor', message: 'is not a cursor of this API' }],
    },
  );
}
