import { listAuditEntries } from '@fbrain/adapters/postgres/audit-store';
import type { Database } from '@fbrain/adapters/postgres/connection';
import type { AuditEntry, AuditFilter } from '@fbrain/core/access/audit';

export type ExportFormat = 'csv' | 'jsonl';

const TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  jsonl: 'application/jsonl; charset=utf-8',
};

/** Entries that are read at a time: memory stays small whatever matches. */
const PAGE = 1_000;

/** All entries that match, newest first, as a file that is read while it is sent. */
export function exportAudit(
  sql: Database,
  filter: AuditFilter,
  { format, showsPayloads }: { format: ExportFormat; showsPayloads: boolean },
): Response {
  const toShown = (entry: AuditEntry) => (showsPayloads ? entry : { ...entry, before: null, after: null });
  const toLine = format === 'csv' ? toCsvLine : toJsonLine;
  let beforeId: string | undefined;
  let isFirst = true;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const entries = await listAuditEntries(sql, filter, { limit: PAGE, beforeId });
      const lines = entries.map((entry) => toLine(toShown(entry)));
      if (isFirst && format === 'csv') lines.unshift(`${COLUMNS.join(',')}\r\n`);
      isFirst = false;
      beforeId = entries.at(-1)?.id;
      if (lines.length > 0) controller.enqueue(new TextEncoder().encode(lines.join('')));
      if (entries.length < PAGE) controller.close();
    },
  });
  return new Response(body, {
    headers: {
      'content-type': TYPES[format],
      'content-disposition': `attachment; filename="audit.${format}"`,
      'cache-control': 'no-store',
    },
  });
}

const toJsonLine = (entry: AuditEntry): string => `${JSON.stringify(entry)}\n`;

const COLUMNS = [
  'at',
  'actorKind',
  'actorId',
  'actor',
  'action',
  'targetKind',
  'target',
  'address',
  'outcome',
  'status',
  'before',
  'after',
  'requestId',
] as const;

/** RFC 4180. */
function toCsvLine({
  at,
  actor,
  action,
  target,
  address,
  outcome,
  status,
  before,
  after,
  requestId,
}: AuditEntry): string {
  const cells: Record<(typeof COLUMNS)[number], unknown> = {
    at,
    actorKind: actor.kind,
    actorId: actor.id,
    actor: actor.name,
    action,
    targetKind: target.kind,
    target: target.id,
    address,
    outcome,
    status,
    before: before && JSON.stringify(before),
    after: after && JSON.stringify(after),
    requestId,
  };
  return `${COLUMNS.map((column) => toCell(cells[column])).join(',')}\r\n`;
}

/** Spreadsheets would carry out a cell that begins like a formula: an apostrophe makes it text. */
function toCell(value: unknown): string {
  const text = String(value ?? '');
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
