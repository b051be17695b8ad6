import { type AnyElysia, Elysia } from 'elysia';
import { RESPONSE_SCHEMAS } from '../docs/response-schemas.ts';
import { type GuardedRoute, knownCallerOf } from './access-guard.ts';
import { hidePayloads } from './hide-payloads.ts';

/** Leaves payloads out of the answers to who may not see them, by the documented schema of each answer. */
export function payloadHooks(routes: readonly GuardedRoute[]): AnyElysia {
  const schemas = new Map(routes.map((route) => [`${route.method} ${route.path}`, schemasOf(route)]));
  return new Elysia({ name: 'payload-hooks' }).onAfterHandle(
    { as: 'global' },
    ({ request, route, set, responseValue }) => {
      const permissions = knownCallerOf(request)?.principal.permissions;
      if (!permissions || permissions.has('payloads:read')) return;
      const schema = schemas.get(`${request.method} ${route}`)?.[String(set.status ?? 200)];
      if (schema && !(responseValue instanceof Response)) return hidePayloads(schema, responseValue);
    },
  );
}

type Documented = Record<string, { content?: Record<string, { schema?: { $ref?: string } }> }>;

/** By status. */
function schemasOf({ hooks: { detail } }: GuardedRoute): Record<string, object> {
  const responses = (detail && 'responses' in detail ? detail.responses : {}) as Documented;
  return Object.fromEntries(
    Object.entries(responses).flatMap(([status, { content }]) => {
      const name = content?.['application/json']?.schema?.$ref?.split('/').at(-1) ?? '';
      return name in RESPONSE_SCHEMAS ? [[status, RESPONSE_SCHEMAS[name as keyof typeof RESPONSE_SCHEMAS]]] : [];
    }),
  );
}
