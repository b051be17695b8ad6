import type { BulkAction, BulkActionPreview, BulkActionRequest } from '@fbrain/core/run/bulk-action';
import { BULK_ACTION_ID, RUN_ID } from './examples.ts';
import { BODY, json, type RouteDoc, route } from './route-doc.ts';
import { idempotencyKey } from './run-docs.ts';

/** What the documentation says about bulk actions; see route-docs.ts. */

const REQUEST: BulkActionRequest = { action: 'replay', filter: { state: ['failed'], task: 'report.build' } };
const PREVIEW: BulkActionPreview = { action: 'replay', matched: 4_200, skipped: 0, isExact: true };
const ACTION: BulkAction = {
  ...PREVIEW,
  id: BULK_ACTION_ID,
  filter: { state: ['failed'], task: 'report.build' },
  state: 'running',
  rate: 1_000,
  done: 1_249,
  failed: 1,
  failures: [{ runId: RUN_ID, message: '/input/month is required' }],
  error: null,
  createdAt: '2026-11-22T10:00:00.000Z',
  finishedAt: null,
};

export const bulkActionDocs = {
  countRuns: route(
    'Runs',
    'countRuns',
    {
      permission: 'runs:read',
      reach: 'own',
      summary: 'Count runs',
      description: 'How many runs meet all conditions: exactly up to 10 000, above that about.',
    },
    { 200: json('The number.', 'RunCount', { count: 4_200, isExact: true }) },
    ['invalid', 'timed-out'],
  ),
  createBulkAction: route(
    'Runs',
    'createBulkAction',
    {
      permission: 'runs:write',
      reach: 'own',
      summary: 'Cancel, replay or delete many runs',
      description:
        'Accepts an action on all runs that match now; the leading worker carries it out, at most `rate` runs a second. `cancel` ends waiting runs and asks running ones to stop; `replay` makes a new run of each; `delete` removes final runs with their attempts and logs. Runs in another state are skipped. With `dryRun` nothing is done but counting.',
      headers: [{ ...idempotencyKey, description: 'The same key within 24 hours gives the same action.' }],
      bodyExample: REQUEST,
    },
    {
      200: json('What the action would do (`dryRun`).', 'BulkActionPreview', PREVIEW),
      202: json('The action is accepted. `Location` says where to see how far it is.', 'BulkAction', {
        ...ACTION,
        done: 0,
        failed: 0,
        failures: [],
      }),
    },
    [...BODY.filter((code) => code !== 'unknown-task'), 'idempotency-conflict', 'timed-out'],
  ),
  listBulkActions: route(
    'Runs',
    'listBulkActions',
    {
      permission: 'runs:read',
      summary: 'List bulk actions',
      description: 'Actions of the last 30 days, newest first, in pages.',
    },
    { 200: json('One page.', 'BulkActionPage') },
    ['invalid', 'invalid-cursor'],
  ),
  getBulkAction: route(
    'Runs',
    'getBulkAction',
    {
      permission: 'runs:read',
      reach: 'bulk-action',
      summary: 'Show a bulk action',
      description: 'How far an action is, or what became of it.',
    },
    { 200: json('The action.', 'BulkAction', ACTION) },
    ['bulk-action-not-found'],
  ),
  cancelBulkAction: route(
    'Runs',
    'cancelBulkAction',
    {
      permission: 'runs:write',
      reach: 'bulk-action',
      summary: 'Stop a bulk action',
      description: 'Ends a running action after its present batch. What is done stays done.',
    },
    {
      200: json('The action as it is now.', 'BulkAction', {
        ...ACTION,
        state: 'cancelled',
        finishedAt: '2026-11-22T10:00:02.000Z',
      }),
    },
    ['bulk-action-not-found', 'bulk-action-ended'],
  ),
} satisfies Record<string, RouteDoc>;
