import type { RunSelection } from '@fbrain/core/page/run-filter';
import {
  BULK_ACTION_KINDS,
  type BulkActionRequest,
  DEFAULT_BULK_RATE,
  MAX_BULK_IDS,
  MAX_BULK_RATE,
} from '@fbrain/core/run/bulk-action';
import { Type as t } from '@sinclair/typebox';
import { exactObject, oneOf, type SchemaOf } from '../../http/schema.ts';
import { listRunsQuery, runConditions, uuid } from '../run-schemas.ts';

/** What requests about bulk actions may contain. */

export const runSelection = exactObject(
  {
    ...runConditions,
    ids: t.Optional(
      t.Array(uuid('Id of a run.'), { minItems: 1, maxItems: MAX_BULK_IDS, description: 'Only these runs.' }),
    ),
  },
  { title: 'RunSelection', description: 'Which runs: all conditions must hold.' },
) satisfies SchemaOf<RunSelection>;

export const bulkActionBody = exactObject(
  {
    action: oneOf(BULK_ACTION_KINDS, { description: 'What to do with each run.' }),
    filter: t.Optional(runSelection),
    all: t.Optional(t.Boolean({ description: 'Every run there is, instead of a filter.' })),
    dryRun: t.Optional(t.Boolean({ description: 'Only count.' })),
    rate: t.Optional(
      t.Integer({
        minimum: 1,
        maximum: MAX_BULK_RATE,
        description: `Runs a second, at most. Default ${DEFAULT_BULK_RATE.replay} for replay, ${DEFAULT_BULK_RATE.cancel} for the others.`,
      }),
    ),
  },
  { title: 'BulkActionRequest', description: 'An action on many runs.' },
) satisfies SchemaOf<BulkActionRequest>;

export const countRunsQuery = exactObject(runConditions);

const { cursor, limit } = listRunsQuery.properties;
export const listBulkActionsQuery = exactObject({ cursor, limit });
