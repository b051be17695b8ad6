import type { Role } from '@fbrain/core/access/role';
import type { User, UserPatch } from '@fbrain/core/access/user';
import type { Database, Queryable } from './connection.ts';
import { isTakenName } from './errors.ts';

type UserRow = Omit<User, 'createdAt' | 'lastLoginAt'> & { createdAt: Date; lastLoginAt: Date | null };

export interface NewUserRow {
  id: string;
  email: string;
  role: Role;
  seesPayloads: boolean;
  /** Null = an invitation follows. */
  passwordHash: string | null;
}

/** Any fixed number that no other advisory lock of this database uses. */
const FIRST_ADMIN_LOCK = 7_261_011;

/** Null = the email address is taken. */
export async function insertUser(sql: Queryable, user: NewUserRow): Promise<User | null> {
  const { id, email, role, seesPayloads, passwordHash } = user;
  try {
    const [row] = await sql<UserRow[]>`
      insert into fbrain.user_account (id, email, role, sees_payloads, password_hash)
      values (${id}, ${email}, ${role}, ${seesPayloads}, ${passwordHash})
      returning ${columns(sql)}`;
    return row ? toUser(row) : null;
  } catch (error) {
    if (isTakenName(error)) return null;
    throw error;
  }
}

/** Whether there is an admin who can sign in. */
export async function hasAdmin(sql: Queryable): Promise<boolean> {
  const rows = await sql`
    select from fbrain.user_account
    where role = 'admin' and disabled_at is null and password_hash is not null limit 1`;
  return rows.length > 0;
}

/** Makes the first admin, once however many ask at the same time. Null = there is one; `mayProceed` may also say no. */
export async function insertFirstAdmin(
  sql: Database,
  user: Omit<NewUserRow, 'role' | 'seesPayloads'>,
  mayProceed: (tx: Queryable) => Promise<boolean> = async () => true,
): Promise<User | null> {
  return await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${FIRST_ADMIN_LOCK})`;
    if ((await hasAdmin(tx)) || !(await mayProceed(tx))) return null;
    const { id, email, passwordHash } = user;
    // An account of that address may exist: one that was invited, or whose role was taken away by hand.
    const [row] = await tx<UserRow[]>`
      insert into fbrain.user_account (id, email, role, password_hash)
      values (${id}, ${email}, 'admin', ${passwordHash})
      on conflict (email) do update
      set role = 'admin', password_hash = excluded.password_hash, disabled_at = null
      returning ${columns(tx)}`;
    return row ? toUser(row) : null;
  });
}

export async function getUser(sql: Queryable, id: string): Promise<User | null> {
  const [row] = await sql<UserRow[]>`select ${columns(sql)} from fbrain.user_account where id = ${id}`;
  return row ? toUser(row) : null;
}

/** Newest first; `beforeId` is the last id of the page before. */
export async function listUsers(
  sql: Queryable,
  page: { limit: number; beforeId?: string | undefined },
): Promise<User[]> {
  const rows = await sql<UserRow[]>`
    select ${columns(sql)} from fbrain.user_account
    where ${page.beforeId === undefined ? sql`true` : sql`id < ${page.beforeId}`}
    order by id desc
    limit ${page.limit}`;
  return rows.map(toUser);
}

/** What became of a change: without an admin nobody could ever make one again. */
export type UserChange = User | 'unknown' | 'last-admin';

/** Changes a user. One who is disabled is signed out everywhere. */
export async function updateUser(sql: Database, id: string, patch: UserPatch): Promise<UserChange> {
  const { role, seesPayloads, isDisabled } = patch;
  return await withAdmins(sql, id, async (tx) => {
    const [row] = await tx<UserRow[]>`
      update fbrain.user_account
      set role = coalesce(${role ?? null}, role),
          sees_payloads = coalesce(${seesPayloads ?? null}, sees_payloads),
          disabled_at = case
            when ${isDisabled ?? null}::boolean is null then disabled_at
            when ${isDisabled ?? null}::boolean then coalesce(disabled_at, now())
          end
      where id = ${id}
      returning ${columns(tx)}`;
    if (isDisabled) await tx`delete from fbrain.session where user_id = ${id}`;
    return row ? toUser(row) : 'unknown';
  });
}

/** Removes a user with all sessions. */
export async function deleteUser(sql: Database, id: string): Promise<UserChange> {
  return await withAdmins(sql, id, async (tx) => {
    const [row] = await tx<UserRow[]>`delete from fbrain.user_account where id = ${id} returning ${columns(tx)}`;
    return row ? toUser(row) : 'unknown';
  });
}

/** Does something about a user unless it would leave no admin who can sign in. */
async function withAdmins(
  sql: Database,
  id: string,
  change: (tx: Queryable) => Promise<User | 'unknown'>,
): Promise<UserChange> {
  const LAST_ADMIN = Symbol();
  try {
    return await sql.begin(async (tx) => {
      // Two admins who remove each other must not both succeed.
      await tx`select pg_advisory_xact_lock(${FIRST_ADMIN_LOCK})`;
      const [target] = await tx`select role from fbrain.user_account where id = ${id}`;
      const changed = await change(tx);
      if (target?.role === 'admin' && !(await hasAdmin(tx))) throw LAST_ADMIN;
      return changed;
    });
  } catch (error) {
    if (error === LAST_ADMIN) return 'last-admin';
    throw error;
  }
}

const columns = (sql: Queryable) => sql`
  id, email, role, sees_payloads, disabled_at is not null as is_disabled, password_hash is not null as has_password,
  totp_enabled_at is not null as has_second_factor, created_at, last_login_at`;

const toUser = (row: UserRow): User => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  lastLoginAt: row.lastLoginAt?.toISOString() ?? null,
});
