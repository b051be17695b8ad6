import { changeRetention, getRetention } from '@fbrain/adapters/postgres/retention-store';
import { RETENTION_PATTERN, type RetentionChange } from '@fbrain/core/retention/retention';
import { Type as t } from '@sinclair/typebox';
import { Elysia } from 'elysia';
import type { AppDeps } from '../app.ts';
import { retentionDocs } from '../docs/retention-docs.ts';
import { readJson } from '../http/read-json.ts';
import { exactObject, nullable, type SchemaOf } from '../http/schema.ts';

const retention = t.String({
  pattern: RETENTION_PATTERN,
  description: 'A duration of at least "1d", or "forever".',
  examples: ['30d'],
});
const byName = (description: string) =>
  t.Record(t.String(), nullable(retention), { maxProperties: 1_000, description });

const retentionChange = exactObject({
  default: t.Optional(retention),
  queues: t.Optional(byName('By name of the queue; null = as for all.')),
  tasks: t.Optional(byName('By name of the task; null = as its queue says.')),
}) satisfies SchemaOf<RetentionChange>;

/** How long finished runs are kept: `/settings/retention`. */
export const retentionRoutes = ({ sql, bodyLimit }: AppDeps) =>
  new Elysia({ prefix: '/settings/retention' })
    .get('', () => getRetention(sql), { query: exactObject({}), detail: retentionDocs.getRetention })
    .patch('', ({ body }) => changeRetention(sql, body), {
      parse: ({ request }) => readJson(request, bodyLimit),
      body: retentionChange,
      detail: retentionDocs.changeRetention,
    });
