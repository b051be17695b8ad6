import { DomainError } from '@fbrain/core/errors/domain-error';
import { PROBLEM_CONTENT_TYPE, toProblem } from './problem.ts';
import { requestIdOf } from './request-id.ts';

type Handle = (request: Request) => Response | Promise<Response>;

/** Lets a server stop without failing a request that a proxy has just sent to it. */
export interface Drain {
  guard(handle: Handle): Handle;
  /** Begins to send callers elsewhere; resolves when none has come for a moment, or after a while at the latest. */
  run(): Promise<void>;
}

export interface DrainOptions {
  /** Silence after which nobody is about to send something. */
  quietMs: number;
  /** For callers that have nowhere else to go. */
  maxMs: number;
}

/** Some round trips of a busy proxy. */
const DEFAULTS: DrainOptions = { quietMs: 250, maxMs: 2_000 };

/** Set by a proxy that asks another replica when it is answered 502 (ops/nginx/templates/proxy.conf). */
const PROXY_HEADER = 'x-fbrain-proxy';
const READINESS = /^https?:\/\/[^/]*\/readyz(\?|$)/;

/**
 * A server that closes its socket resets the connections it has not accepted yet, and a proxy must not send such a POST
 * again: it cannot know that nothing was done. So before it closes, /readyz says no, each answer closes its connection,
 * and our proxy is answered 502: it asks another replica, whatever the method, and leaves this one alone from then on.
 */
export function createDrain({ quietMs, maxMs }: DrainOptions = DEFAULTS): Drain {
  let isDraining = false;
  let lastRequestAt = Number.NEGATIVE_INFINITY;

  const leave = async (answer: Response | Promise<Response>): Promise<Response> => {
    const response = await answer;
    response.headers.set('connection', 'close');
    return response;
  };
  return {
    guard: (handle) => (request) => {
      lastRequestAt = performance.now();
      if (!isDraining) return handle(request);
      if (READINESS.test(request.url)) return leave(notReady());
      return leave(request.headers.has(PROXY_HEADER) ? elsewhere(request) : handle(request));
    },
    async run() {
      isDraining = true;
      const endAt = performance.now() + maxMs;
      for (;;) {
        const now = performance.now();
        const waitMs = Math.min(lastRequestAt + quietMs, endAt) - now;
        if (waitMs <= 0) return;
        await Bun.sleep(waitMs);
      }
    },
  };
}

/** Seen by a caller only where no other replica answered either. */
function elsewhere(request: Request): Response {
  const sentence = 'The API is stopping. Your request has had no effect: send it again in a few seconds.';
  const problem = { ...toProblem(new DomainError('unavailable', sentence), requestIdOf(request)), status: 502 };
  return Response.json(problem, { status: 502, headers: { 'content-type': PROBLEM_CONTENT_TYPE, 'retry-after': '2' } });
}

const notReady = (): Response =>
  Response.json(
    {
      status: 'not-ready',
      checks: [{ name: 'server', isOk: false, isRequired: true, detail: 'is stopping' }],
    },
    { status: 503 },
  );
