import { createPacedRead } from '@fbrain/adapters/backpressure/paced-read';
import { Elysia } from 'elysia';
import type { AppDeps } from '../app.ts';
import { statDocs } from '../docs/stat-docs.ts';
import { exactObject } from '../http/schema.ts';
import { readOverview } from './read-overview.ts';

/** On a busy machine a look takes 200 ms: whoever watches trouble come and go sees it within the next second. */
const MAX_DUTY = 0.3;

/** What is wrong now, and what goes on. Readers at the same time share one look at the database. */
export function overviewRoutes(deps: AppDeps) {
  const read = createPacedRead({ read: () => readOverview(deps), maxDuty: MAX_DUTY });
  return new Elysia({ prefix: '/overview' }).get('', () => read(), {
    query: exactObject({}),
    detail: statDocs.getOverview,
  });
}
