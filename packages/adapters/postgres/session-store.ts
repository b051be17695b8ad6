import type { Role } from '@fbrain/core/access/role';
import type { SessionInfo } from '@fbrain/core/access/session';
import type { Queryable } from './connection.ts';

export interface NewSession {
  id: string;
  secretHash: Buffer;
  userId: string;
  address: string | null;
  userAgent: string | null;
  /** How long it lasts at most. */
  absoluteMs: number;
}

/** A session that is good, with what its user is now. */
export interface LiveSession {
  id: string;
  userId: string;
  email: string;
  role: Role;
  seesPayloads: boolean;
  expiresAt: Date;
}

/** Sessions that one user may have; the oldest end. */
const MAX_SESSIONS = 50;

/** Opens a session, notes the login, and forgets sessions that are over. */
export async function insertSession(sql: Queryable, session: NewSession): Promise<void> {
  const { id, secretHash, userId, address, userAgent, absoluteMs } = session;
  await sql`
    with over as (
      delete from fbrain.session
      where expires_at < now()
         or id in (
           select id from fbrain.session where user_id = ${userId} order by id desc offset ${MAX_SESSIONS - 1}
         )
    ), noted as (
      update fbrain.user_account set last_login_at = now() where id = ${userId}
    )
    insert into fbrain.session (id, secret_hash, user_id, address, user_agent, expires_at)
    values (
      ${id}, ${secretHash}, ${userId}, ${address}, ${userAgent}, now() + make_interval(secs => ${absoluteMs / 1_000})
    )`;
}

/** Null = there is none, it is over, or its user is disabled. */
export async function findLiveSession(sql: Queryable, secretHash: Buffer, idleMs: number): Promise<LiveSession | null> {
  const [row] = await sql<LiveSession[]>`
    select session.id, user_id, email, role, sees_payloads,
           least(expires_at, last_seen_at + make_interval(secs => ${idleMs / 1_000})) as expires_at
    from fbrain.session
    join fbrain.user_account on user_account.id = session.user_id
    where secret_hash = ${secretHash}
      and expires_at > now()
      and last_seen_at > now() - make_interval(secs => ${idleMs / 1_000})
      and disabled_at is null`;
  return row ?? null;
}

/** Newest first. */
export async function listSessions(
  sql: Queryable,
  userId: string,
  idleMs: number,
): Promise<Omit<SessionInfo, 'isCurrent'>[]> {
  const rows = await sql<(Omit<SessionInfo, 'isCurrent'> & { createdAt: Date; lastSeenAt: Date; expiresAt: Date })[]>`
    select id, address, user_agent, created_at, last_seen_at,
           least(expires_at, last_seen_at + make_interval(secs => ${idleMs / 1_000})) as expires_at
    from fbrain.session
    where user_id = ${userId} and expires_at > now()
      and last_seen_at > now() - make_interval(secs => ${idleMs / 1_000})
    order by id desc`;
  return rows.map((row) => ({
    ...row,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  }));
}

/** From where the user of an account has signed in lately: the addresses of the sessions that are not over. */
export async function listSignInAddresses(sql: Queryable, email: string): Promise<string[]> {
  const rows = await sql<{ address: string }[]>`
    select distinct session.address
    from fbrain.session
    join fbrain.user_account on user_account.id = session.user_id
    where email = ${email} and session.address is not null and expires_at > now()`;
  return rows.map(({ address }) => address);
}

/** Ends one session of a user. False = there is none such. */
export async function deleteSession(sql: Queryable, id: string, userId: string): Promise<boolean> {
  const { count } = await sql`delete from fbrain.session where id = ${id} and user_id = ${userId}`;
  return count > 0;
}

/** Ends the sessions of a user but one; answers how many. */
export async function deleteSessions(sql: Queryable, userId: string, keptId: string | null): Promise<number> {
  const { count } = await sql`
    delete from fbrain.session where user_id = ${userId} and id is distinct from ${keptId}`;
  return count;
}

/** Notes that sessions are in use. */
export async function touchSessions(sql: Queryable, ids: readonly string[]): Promise<void> {
  await sql`update fbrain.session set last_seen_at = now() where id = any(${ids as string[]}::uuid[])`;
}
