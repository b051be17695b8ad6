import type { AuditActor, AuditEntry, AuditFilter } from '@fbrain/core/access/audit';
import type { Json } from '@fbrain/core/run/json';
import type { Database, Fragment, Queryable } from './connection.ts';

type AuditRow = Omit<AuditEntry, 'at' | 'actor' | 'target'> & {
  at: Date;
  actorKind: AuditActor;
  actorId: string | null;
  actorName: string;
  targetKind: string;
  targetId: string | null;
};

/** Adds to the record. Nothing can change or remove an entry but the pruning of old ones. */
export async function insertAuditEntry(sql: Queryable, entry: Omit<AuditEntry, 'at'>): Promise<void> {
  const { id, actor, action, target, address, outcome, status, before, after, requestId } = entry;
  await sql`
    insert into fbrain.audit_entry (
      id, actor_kind, actor_id, actor_name, action, target_kind, target_id, address, outcome, status, before, after,
      request_id
    )
    values (
      ${id}, ${actor.kind}, ${actor.id}, ${actor.name}, ${action}, ${target.kind}, ${target.id}, ${address}, ${outcome},
      ${status}, ${toJsonb(sql, before)}, ${toJsonb(sql, after)}, ${requestId}
    )`;
}

/** Newest first; `beforeId` is the last id of the page before. */
export async function listAuditEntries(
  sql: Queryable,
  filter: AuditFilter,
  page: { limit: number; beforeId?: string | undefined },
): Promise<AuditEntry[]> {
  const rows = await sql<AuditRow[]>`
    select id, at, actor_kind, actor_id, actor_name, action, target_kind, target_id, address, outcome, status, before,
           after, request_id
    from fbrain.audit_entry
    where ${conditions(sql, filter)}
      and ${page.beforeId === undefined ? sql`true` : sql`id < ${page.beforeId}`}
    order by id desc
    limit ${page.limit}`;
  return rows.map(toEntry);
}

/** Deletes entries that are older than so many days, a bounded number at a time; answers how many. */
export async function pruneAudit(sql: Database, keptDays: number): Promise<number> {
  const [row] = await sql<{ deleted: number }[]>`select fbrain.prune_audit(${keptDays}) as deleted`;
  return row?.deleted ?? 0;
}

function conditions(sql: Queryable, { actor, action, target, outcome, from, to }: AuditFilter): Fragment {
  return sql`true
    ${actor === undefined ? sql`` : sql`and (actor_name = ${actor} or actor_id::text = ${actor})`}
    ${action === undefined ? sql`` : sql`and action = ${action}`}
    ${target === undefined ? sql`` : sql`and (target_kind = ${target} or target_id = ${target})`}
    ${outcome === undefined ? sql`` : sql`and outcome = ${outcome}`}
    ${from === undefined ? sql`` : sql`and at >= ${from}`}
    ${to === undefined ? sql`` : sql`and at < ${to}`}`;
}

const toJsonb = (sql: Queryable, value: Json) => (value === null ? null : sql.json(value as never));

const toEntry = ({ at, actorKind, actorId, actorName, targetKind, targetId, ...row }: AuditRow): AuditEntry => ({
  ...row,
  at: at.toISOString(),
  actor: { kind: actorKind, id: actorId, name: actorName },
  target: { kind: targetKind, id: targetId },
});
