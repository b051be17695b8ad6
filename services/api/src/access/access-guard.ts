import type { RequiredAccess } from '@fbrain/core/access/permission';
import { type Principal, requirePermission } from '@fbrain/core/access/principal';
import { DomainError } from '@fbrain/core/errors/domain-error';
import type { RateLimits } from '../http/limit-rates.ts';
import type { Caller } from './credential-cache.ts';

/** A route as far as the guard is concerned. */
export interface GuardedRoute {
  method: string;
  path: string;
  hooks: { detail?: object };
}

/** Lets a request through to its route, or not. Called before its body is read and anything is validated. */
export interface AccessGuard {
  /** @throws DomainError `unauthorized`, `forbidden`, `overloaded` */
  check(request: Request, route: string): Promise<void>;
  /** Why the caller may not even learn that there is no such route; null if it may. */
  refusalOf(request: Request): Promise<unknown>;
}

/** Deny is the default: a route that does not say what it needs is refused to everybody. */
export function createAccessGuard(
  { authenticate, admitStranger }: Pick<RateLimits, 'authenticate' | 'admitStranger'>,
  routes: readonly GuardedRoute[],
): AccessGuard {
  const accessByRoute = new Map(routes.map((route) => [keyOf(route.method, route.path), accessOf(route)]));
  return {
    async check(request, route) {
      const access = accessByRoute.get(keyOf(request.method, route));
      if (allowed.has(request)) return;
      if (access === 'public') {
        // Reading is cheap; what else is public proves who somebody is, or tries to.
        if (request.method !== 'GET') admitStranger(request);
        allowed.add(request);
        return;
      }
      const caller = await authenticate(request);
      known.set(request, caller);
      if (access === undefined)
        throw new DomainError('forbidden', 'Nobody may use this route: it names no permission.');
      if (access !== 'signed-in') requirePermission(caller.principal, access);
      allowed.add(request);
    },
    refusalOf: (request) =>
      authenticate(request).then(
        () => null,
        (reason: unknown) => reason,
      ),
  };
}

const allowed = new WeakSet<Request>();
const known = new WeakMap<Request, Caller>();

/** Who makes a request; throws for a public route. */
export function callerOf(request: Request): Caller {
  const caller = known.get(request);
  if (!caller) throw new Error('Nobody is known to make this request: its route is public.');
  return caller;
}

/** The same for routes that nobody in particular may use. */
export const knownCallerOf = (request: Request): Caller | null => known.get(request) ?? null;

export const principalOf = (request: Request): Principal => callerOf(request).principal;

const keyOf = (method: string, path: string): string => `${method} ${path}`;

function accessOf({ hooks: { detail } }: GuardedRoute): RequiredAccess | undefined {
  return detail && 'access' in detail ? (detail.access as RequiredAccess) : undefined;
}
