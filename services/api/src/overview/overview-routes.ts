import { createPacedRead } from '@fbrain/adapters/backpressure/paced-read';
import { Elysia } from 'elysia';
import type { AppDeps } from '../app.ts';
import { statDocs } from '../docs/stat-docs.ts';
import { exactObject } from '../http/schema.ts';
import { readOverview } from './read-overview.ts';

/** What is wrong now, and what goes on. Readers at the same time share one look at the database. */
export function overviewRoutes(deps: AppDeps) {
  const read = createPacedRead({ read: () => readOverview(deps) });
  return new Elysia({ prefix: '/overview' }).get('', () => read(), {
    query: exactObject({}),
    detail: statDocs.getOverview,
  });
}
