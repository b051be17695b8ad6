import { listAuditEntries } from '@fbrain/adapters/postgres/audit-store';
import type { AuditFilter } from '@fbrain/core/access/audit';
import { DEFAULT_PAGE_SIZE } from '@fbrain/core/page/page';
import { parseInstant } from '@fbrain/core/time/instant';
import { Elysia } from 'elysia';
import { auditDocs } from '../docs/audit-docs.ts';
import { fromCursor, toCursor } from '../http/page-cursor.ts';
import { toPage } from '../http/to-page.ts';
import type { AccessDeps } from './access-deps.ts';
import { principalOf } from './access-guard.ts';
import { auditQuery } from './access-schemas.ts';
import { exportAudit } from './export-audit.ts';

/** `GET /audit`: a page of the audit log, or all that matches as a file. */
export const auditRoutes = ({ sql }: AccessDeps) =>
  new Elysia().get(
    '/audit',
    async ({ request, query: { limit = DEFAULT_PAGE_SIZE, cursor, format = 'json', ...conditions } }) => {
      const filter = checkFilter(conditions);
      if (format !== 'json')
        return exportAudit(sql, filter, {
          format,
          showsPayloads: principalOf(request).permissions.has('payloads:read'),
        });
      const beforeId = cursor === undefined ? undefined : fromCursor(cursor);
      const entries = await listAuditEntries(sql, filter, { limit: limit + 1, beforeId });
      return toPage(entries, limit, ({ id }) => toCursor(id));
    },
    { query: auditQuery, detail: auditDocs.listAuditEntries },
  );

function checkFilter({ from, to, ...filter }: AuditFilter): AuditFilter {
  return {
    ...filter,
    ...(from !== undefined && { from: new Date(parseInstant(from, 'from')).toISOString() }),
    ...(to !== undefined && { to: new Date(parseInstant(to, 'to')).toISOString() }),
  };
}
