import { listWorkers } from '@fbrain/adapters/postgres/worker-store';
import { Elysia } from 'elysia';
import type { AppDeps } from '../app.ts';
import { docs } from '../docs/route-docs.ts';
import { exactObject } from '../http/schema.ts';
import { drainWorker } from './drain-worker.ts';

/** Routes below `/workers`. */
export const workerRoutes = (deps: AppDeps) =>
  new Elysia({ prefix: '/workers' })
    .get('', async () => ({ items: await listWorkers(deps.sql) }), {
      query: exactObject({}),
      detail: docs.listWorkers,
    })
    .post(
      '/:id/drain',
      async ({ params, set }) => {
        set.status = 202;
        return await drainWorker(deps, params.id);
      },
      { detail: docs.drainWorker },
    );
