import type { Database } from '@fbrain/adapters/postgres/connection';
import { deleteUser, getUser, insertUser, type UserChange, updateUser } from '@fbrain/adapters/postgres/user-store';
import type { Principal } from '@fbrain/core/access/principal';
import { permissionsOf } from '@fbrain/core/access/role';
import { type NewUser, normaliseEmail, type User, type UserPatch, type UserRequest } from '@fbrain/core/access/user';
import { DomainError } from '@fbrain/core/errors/domain-error';
import { isUuid } from '../http/uuid.ts';
import type { AccessDeps } from './access-deps.ts';
import { createResetLink } from './access-links.ts';
import { requireCovers } from './require-covers.ts';

/** Throws DomainError `user-not-found`. */
export async function requireUser(sql: Database, id: string): Promise<User> {
  const user = isUuid(id) ? await getUser(sql, id) : null;
  if (!user) throw userNotFound(id);
  return user;
}

/** Makes a user who chooses a password by the link of the answer. Throws DomainError `user-exists`, `forbidden`. */
export async function createUser(
  { sql }: AccessDeps,
  principal: Principal,
  { email, role, seesPayloads = false }: UserRequest,
): Promise<NewUser> {
  requireCovers(principal, permissionsOf({ role, seesPayloads }));
  const id = Bun.randomUUIDv7();
  return await sql.begin(async (tx) => {
    const user = await insertUser(tx, { id, email: normaliseEmail(email), role, seesPayloads, passwordHash: null });
    if (!user) throw new DomainError('user-exists', `There is a user ${normaliseEmail(email)} already.`);
    return { ...user, invitation: await createResetLink(tx, id) };
  });
}

/** Throws DomainError `user-not-found`, `last-admin`, `forbidden`. */
export async function patchUser(deps: AccessDeps, principal: Principal, id: string, patch: UserPatch): Promise<User> {
  const before = await requireUser(deps.sql, id);
  requireCovers(principal, permissionsOf(before));
  requireCovers(principal, permissionsOf({ ...before, ...patch }));
  return settle(deps, id, await updateUser(deps.sql, before.id, patch));
}

/** Removes a user; answers what it was. Throws as patchUser. */
export async function removeUser(deps: AccessDeps, principal: Principal, id: string): Promise<User> {
  const before = await requireUser(deps.sql, id);
  requireCovers(principal, permissionsOf(before));
  return settle(deps, id, await deleteUser(deps.sql, before.id));
}

function settle({ credentials }: AccessDeps, id: string, change: UserChange): User {
  if (change === 'unknown') throw userNotFound(id);
  if (change === 'last-admin') {
    throw new DomainError(
      'last-admin',
      'This is the only admin who can sign in: without one nobody could make another. Make another admin first.',
    );
  }
  credentials.clear();
  return change;
}

const userNotFound = (id: string): DomainError =>
  new DomainError('user-not-found', `There is no user ${id.slice(0, 100)}. GET /api/v1/users lists those there are.`);
