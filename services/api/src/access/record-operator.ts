import { insertAuditEntry } from '@fbrain/adapters/postgres/audit-store';
import type { Queryable } from '@fbrain/adapters/postgres/connection';
import { getUser } from '@fbrain/adapters/postgres/user-store';
import type { Json } from '@fbrain/core/run/json';

/** What the operator of the server did about a user, past the API. */
export interface OperatorDeed {
  /** By what means, such as the command; the name of the actor. */
  means: string;
  /** The operationId of the route that does the same. */
  action: string;
  userId: string;
}

/** Records a deed like those that come through the API: whoever reads the audit log must see these above all. */
export async function recordOperator(sql: Queryable, { means, action, userId }: OperatorDeed): Promise<void> {
  await insertAuditEntry(sql, {
    id: Bun.randomUUIDv7(),
    actor: { kind: 'configuration', id: null, name: means },
    action,
    target: { kind: 'user', id: userId },
    address: null,
    outcome: 'done',
    status: 201,
    before: null,
    after: (await getUser(sql, userId)) as Json,
    requestId: crypto.randomUUID(),
  });
}
