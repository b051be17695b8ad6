import { Elysia } from 'elysia';
import type { ReachGuard } from './reach-guard.ts';

/** Has limited tokens checked before each handler. */
export const reachHooks = (guard: ReachGuard) =>
  new Elysia({ name: 'reach-hooks' }).onBeforeHandle({ as: 'global' }, ({ request, route, params }) =>
    guard.check(request, route, params),
  );
