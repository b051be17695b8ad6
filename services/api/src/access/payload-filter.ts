import { RESPONSE_SCHEMAS } from '../docs/response-schemas.ts';
import { type GuardedRoute, knownCallerOf } from './access-guard.ts';
import { hidePayloads } from './hide-payloads.ts';

/** An answer without payloads where its caller may not see them; undefined where it may stay as it is. */
export type PayloadFilter = (request: Request, route: string, status: number, answer: unknown) => unknown;

/** Goes by the documented schema of each answer. */
export function createPayloadFilter(routes: readonly GuardedRoute[]): PayloadFilter {
  const schemas = new Map(routes.map((route) => [`${route.method} ${route.path}`, schemasOf(route)]));
  return (request, route, status, answer) => {
    const permissions = knownCallerOf(request)?.principal.permissions;
    if (!permissions || permissions.has('payloads:read') || answer instanceof Response) return undefined;
    const schema = schemas.get(`${request.method} ${route}`)?.[status];
    // Nothing tells what is payload in it, so nothing of it is shown.
    if (!schema) throw new Error(`${request.method} ${route} answers ${status}, which its documentation lacks.`);
    return hidePayloads(schema, answer);
  };
}

type Documented = Record<string, { content?: Record<string, { schema?: { $ref?: string } }> }>;

/** By status. */
function schemasOf({ hooks: { detail } }: GuardedRoute): Record<string, object> {
  const responses = (detail && 'responses' in detail ? detail.responses : {}) as Documented;
  return Object.fromEntries(
    Object.entries(responses).flatMap(([status, { content }]) => {
      const json = content?.['application/json'];
      // Texts such as metrics hold none.
      if (content && !json) return [[status, {}]];
      const name = json?.schema?.$ref?.split('/').at(-1) ?? '';
      return name in RESPONSE_SCHEMAS ? [[status, RESPONSE_SCHEMAS[name as keyof typeof RESPONSE_SCHEMAS]]] : [];
    }),
  );
}
