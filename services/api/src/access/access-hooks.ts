import { isLimited } from '@fbrain/core/access/reach';
import { Elysia } from 'elysia';
import { type GuardedRoute, knownCallerOf } from './access-guard.ts';
import type { AuditRecorder } from './audit-recorder.ts';
import { createPayloadFilter } from './payload-filter.ts';
import { createReachGuard, type ReachGuardDeps } from './reach-guard.ts';

/**
 * What else the rights of a caller mean, around each handler: tokens are held to their reach, what is done is recorded
 * before its answer is sent, and payloads are left out for who may not see them. One hook before and one after, which
 * return at once where there is nothing to do: each promise here would cost every request.
 */
export function accessHooks(deps: ReachGuardDeps, recorder: AuditRecorder, routes: readonly GuardedRoute[]) {
  const reach = createReachGuard(deps, routes);
  const visible = createPayloadFilter(routes);
  return new Elysia({ name: 'access-hooks' })
    .decorate({ requestId: '' })
    .onBeforeHandle({ as: 'global' }, ({ request, route, params, requestId }) => {
      const principal = knownCallerOf(request)?.principal;
      const checked = principal && isLimited(principal) ? reach.check(request, route, params) : undefined;
      if (!recorder.concerns(request, route)) return checked;
      const audited = { request, route, params, requestId };
      return checked ? checked.then(() => recorder.before(audited)) : recorder.before(audited);
    })
    .onAfterHandle({ as: 'global' }, ({ request, route, params, requestId, set, responseValue }) => {
      const status = typeof set.status === 'number' ? set.status : 200;
      const answer = visible(request, route, status, responseValue);
      if (!recorder.concerns(request, route)) return answer;
      return recorder.after({ request, route, params, requestId }, status, responseValue).then(() => answer);
    });
}
