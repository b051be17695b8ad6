import type { AuditEntry } from '@fbrain/core/access/audit';
import { json, type RouteDoc, route } from './route-doc.ts';

/** What the documentation says about the audit log; see route-docs.ts. */

const ENTRY: AuditEntry = {
  id: '019aaa7e-4b1c-7d30-9c1b-6a1f0e5d2c43',
  at: '2026-11-22T10:00:00.000Z',
  actor: { kind: 'user', id: '019aaa7e-4b1c-7d30-9c1b-6a1f0e5d2c40', name: 'ada@example.org' },
  action: 'pauseQueue',
  target: { kind: 'queue', id: 'default' },
  address: '192.0.2.7',
  outcome: 'done',
  status: 200,
  before: { name: 'default', paused: false, concurrency: null, rate: null },
  after: { name: 'default', paused: true, concurrency: null, rate: null },
  requestId: '5f7f6d7e-3f2b-4a55-9a7e-0f6f5d1f2c3d',
};
const text = { schema: { type: 'string' as const } };

export const auditDocs = {
  listAuditEntries: route(
    'Access',
    'listAuditEntries',
    {
      permission: 'audit:read',
      summary: 'Read the audit log',
      description:
        'Who did what to what, from where, newest first, in pages; with `format` all that match as a file. Every request that changes something is in it, but for runs that programs start.',
    },
    {
      200: {
        ...json('One page, or the file.', 'AuditPage'),
        content: {
          ...json('', 'AuditPage', { items: [ENTRY], nextCursor: null }).content,
          'text/csv': text,
          'application/jsonl': text,
        },
      },
    },
    ['invalid', 'invalid-cursor', 'timed-out'],
  ),
} satisfies Record<string, RouteDoc>;
