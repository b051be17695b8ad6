/**
 * What every answer carries. JSON is never a page, a script or a frame, whatever is in it; nothing is kept by caches, as
 * answers depend on who asks. Pages and files of the documentation set their own.
 */
export const ANSWER_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

const EXPOSED = [
  'location',
  'retry-after',
  'ratelimit-limit',
  'ratelimit-remaining',
  'ratelimit-reset',
  'x-request-id',
  'x-existing-run',
].join(', ');

/** Pages of other origins that may read answers. */
export interface CrossOrigin {
  /** Headers for the answer to a request from a page that may; null = it may not, or it is none. */
  headersOf(request: Request): Record<string, string> | null;
  /** The answer to a browser that asks before it sends a request; null = this is no such question, or no page we know. */
  preflight(request: Request): Response | null;
}

/** Nobody is allowed unless listed. Cookies never count: other origins use tokens. */
export function createCrossOrigin(origins: readonly string[]): CrossOrigin {
  const allowed = new Set(origins);
  const headersOf = (request: Request) => {
    if (allowed.size === 0) return null;
    const origin = request.headers.get('origin');
    if (origin === null || !allowed.has(origin)) return { vary: 'origin' };
    return { vary: 'origin', 'access-control-allow-origin': origin, 'access-control-expose-headers': EXPOSED };
  };
  return {
    headersOf,
    preflight(request) {
      if (allowed.size === 0 || request.method !== 'OPTIONS') return null;
      const headers = headersOf(request);
      if (headers === null || !('access-control-allow-origin' in headers)) return null;
      return new Response(null, {
        status: 204,
        headers: {
          ...headers,
          'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
          'access-control-allow-headers': 'authorization, content-type, idempotency-key, x-request-id, traceparent',
          'access-control-max-age': '600',
        },
      });
    },
  };
}
