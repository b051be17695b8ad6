import type { RunSelection } from '@fbrain/core/page/run-filter';
import {
  BULK_ACTION_KINDS,
  BULK_ACTION_STATES,
  type BulkAction,
  type BulkActionPreview,
  type RunCount,
} from '@fbrain/core/run/bulk-action';
import { Type as t } from '@sinclair/typebox';
import { exactObject, nullable, oneOf, type SchemaOf } from '../http/schema.ts';
import { runSelection } from '../runs/actions/bulk-action-schemas.ts';
import { id, instant, payload } from './schema-parts.ts';

/** What answers about bulk actions look like; see response-schemas.ts. */

const count = (description?: string) => t.Integer({ minimum: 0, ...(description ? { description } : {}) });
const isExact = t.Boolean({ description: 'False: the number of runs is an estimate.' });

export const runCountSchema = exactObject(
  { count: count(), isExact },
  { title: 'RunCount', description: 'How many runs match: exactly up to 10 000, above that about.' },
) satisfies SchemaOf<RunCount>;

const preview = {
  action: oneOf(BULK_ACTION_KINDS),
  matched: count('Runs that match.'),
  skipped: count('Of these, runs whose state does not allow the action.'),
  isExact,
};

export const bulkActionPreviewSchema = exactObject(preview, {
  title: 'BulkActionPreview',
  description: 'What a bulk action would do now.',
}) satisfies SchemaOf<BulkActionPreview>;

/** Nobody may select by these without the permission to see payloads, nor see what others selected by. */
const { data, error } = runSelection.properties;
const shownSelection = exactObject(
  { ...runSelection.properties, data: payload(data), error: payload(error) },
  { description: 'Which runs: all conditions must hold.' },
) satisfies SchemaOf<RunSelection>;

export const bulkActionSchema = exactObject(
  {
    ...preview,
    id: id(),
    filter: shownSelection,
    state: oneOf(BULK_ACTION_STATES),
    rate: count('Runs a second, at most.'),
    done: count('Runs that are cancelled, replayed or deleted.'),
    failed: count('Runs that could not be.'),
    failures: t.Array(exactObject({ runId: id(), message: t.String() }), {
      description: 'The first ten of these, and why.',
    }),
    error: nullable(t.String({ description: 'Why the whole action failed.' })),
    createdAt: instant(),
    finishedAt: nullable(instant()),
  },
  { title: 'BulkAction', description: 'An action on many runs, and how far it is.' },
) satisfies SchemaOf<BulkAction>;
