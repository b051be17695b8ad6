import { createBudget } from '@fbrain/adapters/backpressure/budget';
import { DomainError } from '@fbrain/core/errors/domain-error';
import { problemResponse } from './problem.ts';
import { requestIdOf } from './request-id.ts';

type Handle = (request: Request) => Response | Promise<Response>;

/** Keeps the requests in flight so few that memory and waiting times stay bounded (G9). */
export interface LoadShedder {
  /** Hands a request on, or answers 429 at once when too many are in flight. */
  guard(handle: Handle): Handle;
  /** A request that waits on purpose no longer counts, but for its body: who lets it wait counts those. */
  letWait(request: Request): void;
}

/** A fifth of a second of work at full speed; 64 connections keep the server busy. */
const MAX_REQUESTS = 2_000;
/** Of bodies, which take a few times as much memory while they are read and checked. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;
/** Health, readiness and metrics must answer when all else is refused. */
const SHED_PREFIX = '/api/';

export function createLoadShedder(options: { bodyLimit: number; onShed(): void }): LoadShedder {
  const requests = createBudget({ maxCount: MAX_REQUESTS, maxBytes: 0 });
  const bodies = createBudget({ maxCount: Number.POSITIVE_INFINITY, maxBytes: MAX_BODY_BYTES });
  const counted = new WeakMap<Request, () => void>();

  const enter = (request: Request): (() => void) | null => {
    const leave = requests.take(1, 0);
    const freeBody = leave && bodies.take(1, bodyBytes(request, options.bodyLimit));
    if (!freeBody) {
      leave?.();
      return null;
    }
    counted.set(request, leave);
    return () => {
      leave();
      freeBody();
    };
  };

  return {
    guard: (handle) => (request) => {
      if (!isShedable(request.url)) return handle(request);
      const leave = enter(request);
      if (!leave) {
        options.onShed();
        return problemResponse(tooMany(), requestIdOf(request));
      }
      return Promise.try(handle, request).finally(leave);
    },
    letWait: (request) => counted.get(request)?.(),
  };
}

/** What the body may take before it is refused as too large. One of unknown length may take all of that. */
function bodyBytes({ headers }: Request, bodyLimit: number): number {
  const length = headers.get('content-length') ?? (headers.has('transfer-encoding') ? bodyLimit : 0);
  return Math.min(Number(length) || 0, bodyLimit);
}

/** The path begins at the third slash; a request without a Host header has nothing before it. */
const isShedable = (url: string): boolean => url.startsWith(SHED_PREFIX, Math.max(url.indexOf('/', 8), 0));

const tooMany = (): DomainError =>
  new DomainError(
    'overloaded',
    'The server is answering as many requests as it can, so this one was refused and has had no effect. Try again in a second.',
    { retryAfterS: 1 },
  );
