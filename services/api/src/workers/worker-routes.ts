import { listWorkers } from '@fbrain/adapters/postgres/worker-store';
import { Elysia } from 'elysia';
import type { AppDeps } from '../app.ts';
import { docs } from '../docs/route-docs.ts';
import { exactObject } from '../http/schema.ts';

/** Routes below `/workers`. */
export const workerRoutes = ({ sql }: AppDeps) =>
  new Elysia({ prefix: '/workers' }).get('', async () => ({ items: await listWorkers(sql) }), {
    query: exactObject({}),
    detail: docs.listWorkers,
  });
