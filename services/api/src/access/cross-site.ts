import { CSRF_HEADER } from '@fbrain/core/access/session-cookie';
import { DomainError } from '@fbrain/core/errors/domain-error';

const READING = ['GET', 'HEAD'];
const JSON_TYPE = /^application\/json\s*(;|$)/i;

/**
 * Refuses what another site may have made a browser send with the cookie of its user. A page of another origin can
 * neither set our header nor a JSON content type without asking first, which we never allow; the browser's own words
 * about the origin are believed as well. Throws DomainError `cross-site`.
 */
export function refuseCrossSite(request: Request): void {
  if (READING.includes(request.method)) return;
  const { headers } = request;
  if (!headers.has(CSRF_HEADER)) {
    throw crossSite('it lacks the header "X-F-Brain: 1", which every change with a session needs');
  }
  refuseForeignPage(request);
  if (request.body !== null && !JSON_TYPE.test(headers.get('content-type') ?? '')) {
    throw crossSite('its body is not sent as "Content-Type: application/json"');
  }
}

/** The same for a login, which no session protects yet. Throws DomainError `cross-site`. */
export function refuseForeignPage(request: Request): void {
  if (!isSameOrigin(request)) throw crossSite('the browser says that a page of another site sent it');
}

/** Browsers that do not say so compare the origin; what is no browser says neither. */
function isSameOrigin({ headers }: Request): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site === 'same-origin';
  const origin = headers.get('origin');
  return origin === null || URL.parse(origin)?.host === headers.get('host');
}

const LOCAL = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/;

/** Whether a browser at this page would drop a Secure cookie: plain HTTP, and not the machine itself. */
export function isInsecurePage({ headers }: Request): boolean {
  const page = URL.parse(headers.get('origin') ?? '');
  return page?.protocol === 'http:' && !LOCAL.test(page.hostname);
}

const crossSite = (why: string): DomainError => new DomainError('cross-site', `The request was refused: ${why}.`);
