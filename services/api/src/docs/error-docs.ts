import type { ErrorGroupDetail } from '@fbrain/core/errors/error-group';
import { RUN_ID } from './examples.ts';
import { BODY, json, type RouteDoc, route } from './route-doc.ts';

/** What the documentation says about groups of errors; see route-docs.ts. */

const GROUP: ErrorGroupDetail = {
  fingerprint: '5b1f0c9e7a32d468',
  task: 'csv.summarize',
  kind: 'exception',
  name: 'TypeError',
  message: 'Cannot read row 42',
  stack: 'TypeError: Cannot read row 42\n    at readRow (/srv/tasks/csv-summarize/rows.ts:12:9)',
  state: 'open',
  stateChangedAt: '2026-11-22T09:00:00.000Z',
  regressedAt: null,
  firstSeenAt: '2026-11-22T09:00:00.000Z',
  lastSeenAt: '2026-11-22T10:00:00.000Z',
  attempts: 120,
  runs: 40,
  lastRunId: RUN_ID,
  recent: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 20, 100],
};
const { stack: _, ...LISTED } = GROUP;

export const errorDocs = {
  listErrors: route(
    'Errors',
    'listErrors',
    {
      permission: 'payloads:read',
      summary: 'List groups of errors',
      description:
        'Failures that look alike (task, kind, message but for numbers and ids, place in the code), those seen last first, in pages. `GET /runs?fingerprint=` lists the runs of one. A group that has not been seen for 90 days is forgotten.',
    },
    { 200: json('One page.', 'ErrorGroupPage', { items: [LISTED], nextCursor: null }) },
    ['invalid', 'invalid-cursor'],
  ),
  getError: route(
    'Errors',
    'getError',
    {
      permission: 'payloads:read',
      summary: 'Show a group of errors',
      description: 'A group with the stack of its first failure.',
    },
    { 200: json('The group.', 'ErrorGroup', GROUP) },
    ['error-group-not-found'],
  ),
  changeError: route(
    'Errors',
    'changeError',
    {
      permission: 'runs:write',
      summary: 'Resolve, ignore or reopen a group of errors',
      description: 'A `resolved` group opens again by itself when it fails again, an `ignored` one does not.',
      bodyExample: { state: 'resolved' },
    },
    { 200: json('The group.', 'ErrorGroup', { ...GROUP, state: 'resolved' }) },
    [...BODY.filter((code) => code !== 'unknown-task' && code !== 'overloaded'), 'error-group-not-found'],
  ),
} satisfies Record<string, RouteDoc>;
