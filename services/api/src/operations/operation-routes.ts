import { METRICS_SCOPES, metricsText } from '@fbrain/adapters/metrics/metrics-text';
import { Type as t } from '@sinclair/typebox';
import { Elysia } from 'elysia';
import type { AppDeps } from '../app.ts';
import { docs } from '../docs/route-docs.ts';
import { exactObject, oneOf } from '../http/schema.ts';
import { checkReadiness } from './readiness.ts';

const scope = oneOf(METRICS_SCOPES, {
  description:
    '`process` = what this process counts; `cluster` = what the database knows, the same from every replica; both unless told.',
});
const metricsQuery = exactObject({ scope: t.Optional(scope) });

/** Routes for those who run the service: health, readiness, metrics. No token needed; Nginx does not pass on /metrics. */
export const operationRoutes = (deps: AppDeps) =>
  new Elysia()
    .get('/healthz', () => ({ status: 'ok' }), { detail: docs.getHealth })
    .get(
      '/readyz',
      async ({ set }) => {
        const readiness = await checkReadiness(deps);
        set.status = readiness.status === 'ready' ? 200 : 503;
        return readiness;
      },
      { detail: docs.getReadiness },
    )
    .get(
      '/metrics',
      async ({ set, query }) => {
        set.headers['content-type'] = deps.registries.process.contentType;
        return await metricsText(deps.registries, query.scope);
      },
      { query: metricsQuery, detail: docs.getMetrics },
    );
