/** What an id of a caller may look like: it is logged and sent back, so it must not carry anything else. */
const REQUEST_ID = /^[A-Za-z0-9._:-]{1,100}$/;

export const REQUEST_ID_HEADER = 'x-request-id';

/** The caller's own id if it is well formed, else a new one. */
export function requestIdOf(request: Request): string {
  const given = request.headers.get(REQUEST_ID_HEADER);
  return given !== null && REQUEST_ID.test(given) ? given : crypto.randomUUID();
}
