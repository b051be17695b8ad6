import { Elysia } from 'elysia';
import type { AppDeps } from '../app.ts';
import { docs } from '../docs/route-docs.ts';
import { checkReadiness } from './readiness.ts';

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
      async ({ set }) => {
        set.headers['content-type'] = deps.registry.contentType;
        return await deps.registry.metrics();
      },
      { detail: docs.getMetrics },
    );
