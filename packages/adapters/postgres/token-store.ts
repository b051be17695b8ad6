import type { ApiToken } from '@fbrain/core/access/api-token';
import type { Permission } from '@fbrain/core/access/permission';
import type { Queryable } from './connection.ts';

export interface NewTokenRow {
  id: string;
  name: string;
  prefix: string;
  secretHash: Buffer;
  permissions: readonly Permission[];
  tasks: readonly string[] | null;
  queues: readonly string[] | null;
  createdBy: string;
  expiresAt: string | null;
}

/** A token that is good, as far as a request needs to know. */
export interface LiveToken {
  id: string;
  name: string;
  permissions: Permission[];
  tasks: string[] | null;
  queues: string[] | null;
  expiresAt: Date | null;
}

type TokenRow = Omit<ApiToken, 'createdAt' | 'expiresAt' | 'lastUsedAt' | 'revokedAt'> & {
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
};

export async function insertToken(sql: Queryable, token: NewTokenRow): Promise<ApiToken> {
  const { id, name, prefix, secretHash, permissions, tasks, queues, createdBy, expiresAt } = token;
  const [row] = await sql<TokenRow[]>`
    insert into fbrain.api_token (id, name, prefix, secret_hash, permissions, tasks, queues, created_by, expires_at)
    values (
      ${id}, ${name}, ${prefix}, ${secretHash}, ${permissions as Permission[]}::text[],
      ${tasks as string[] | null}::text[], ${queues as string[] | null}::text[], ${createdBy}, ${expiresAt}
    )
    returning ${columns(sql)}`;
  if (!row) throw new Error('The token was not stored.');
  return toToken(row);
}

/** Null = there is none, it was revoked, or its time is over. */
export async function findLiveToken(sql: Queryable, secretHash: Buffer): Promise<LiveToken | null> {
  const [row] = await sql<LiveToken[]>`
    select id, name, permissions, tasks, queues, expires_at
    from fbrain.api_token
    where secret_hash = ${secretHash} and revoked_at is null and (expires_at is null or expires_at > now())`;
  return row ?? null;
}

/** Newest first; `beforeId` is the last id of the page before. */
export async function listTokens(
  sql: Queryable,
  page: { limit: number; beforeId?: string | undefined },
): Promise<ApiToken[]> {
  const rows = await sql<TokenRow[]>`
    select ${columns(sql)} from fbrain.api_token
    where ${page.beforeId === undefined ? sql`true` : sql`id < ${page.beforeId}`}
    order by id desc
    limit ${page.limit}`;
  return rows.map(toToken);
}

export async function getToken(sql: Queryable, id: string): Promise<ApiToken | null> {
  const [row] = await sql<TokenRow[]>`select ${columns(sql)} from fbrain.api_token where id = ${id}`;
  return row ? toToken(row) : null;
}

/** Ends a token; once revoked it stays so. Null = there is none such. */
export async function revokeToken(sql: Queryable, id: string): Promise<ApiToken | null> {
  const [row] = await sql<TokenRow[]>`
    update fbrain.api_token set revoked_at = coalesce(revoked_at, now())
    where id = ${id}
    returning ${columns(sql)}`;
  return row ? toToken(row) : null;
}

/** Notes that tokens are in use. */
export async function touchTokens(sql: Queryable, ids: readonly string[]): Promise<void> {
  await sql`update fbrain.api_token set last_used_at = now() where id = any(${ids as string[]}::uuid[])`;
}

const columns = (sql: Queryable) =>
  sql`id, name, prefix, permissions, tasks, queues, created_by, created_at, expires_at, last_used_at, revoked_at`;

const toToken = (row: TokenRow): ApiToken => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt?.toISOString() ?? null,
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  revokedAt: row.revokedAt?.toISOString() ?? null,
});
