import {
  deleteSetupLinks,
  findLinkUser,
  insertAccessLink,
  isSetupLink,
  replaceSetupLink,
  takeLink,
} from '@fbrain/adapters/postgres/access-link-store';
import type { Database, Queryable } from '@fbrain/adapters/postgres/connection';
import { setPassword } from '@fbrain/adapters/postgres/user-credential-store';
import { insertFirstAdmin } from '@fbrain/adapters/postgres/user-store';
import { checkPassword } from '@fbrain/core/access/password';
import type { PasswordResetRequest, SetupRequest } from '@fbrain/core/access/session';
import { type AccessLink, normaliseEmail, type User } from '@fbrain/core/access/user';
import { DomainError } from '@fbrain/core/errors/domain-error';
import type { AccessDeps } from './access-deps.ts';
import { hashAccessSecret, newAccessSecret } from './access-secret.ts';
import { forgiveLoginTries } from './login-tries.ts';

/** Links that work once, for people who have no password yet. The code is in the fragment: no server or log sees it. */

export async function createResetLink(sql: Queryable, userId: string): Promise<AccessLink> {
  const code = newAccessSecret();
  return {
    path: `/reset-password#code=${code}`,
    expiresAt: await insertAccessLink(sql, hashAccessSecret(code), userId),
  };
}

/** The links before it work no more. */
export async function createSetupLink(sql: Database): Promise<AccessLink> {
  const code = newAccessSecret();
  return { path: `/setup#code=${code}`, expiresAt: await replaceSetupLink(sql, hashAccessSecret(code)) };
}

/**
 * Makes the first admin. However many use the link at once, one of them wins.
 * @throws DomainError `invalid`, `invalid-link`
 */
export async function setUp({ sql, hasher }: AccessDeps, request: SetupRequest): Promise<User> {
  const email = normaliseEmail(request.email);
  checkPassword(request.password, email, '/password');
  const codeHash = hashAccessSecret(request.code);
  // Who has no link must not make the server hash.
  if (!(await isSetupLink(sql, codeHash))) throw invalidSetupLink();
  const passwordHash = await hasher.hash(request.password);
  const user = await insertFirstAdmin(sql, { id: Bun.randomUUIDv7(), email, passwordHash }, async (tx) => {
    if (!(await isSetupLink(tx, codeHash))) return false;
    await deleteSetupLinks(tx);
    return true;
  });
  if (!user) throw invalidSetupLink();
  return user;
}

/**
 * Sets the password of whom a link was made for, ends that user's sessions, and lets the user sign in with it at once,
 * however many others have tried to.
 * @throws DomainError `invalid`, `invalid-link`
 */
export async function resetPassword(
  { sql, hasher, credentials }: AccessDeps,
  { code, password }: PasswordResetRequest,
  address: string | null,
): Promise<{ id: string; email: string }> {
  const codeHash = hashAccessSecret(code);
  const user = await findLinkUser(sql, codeHash);
  if (!user) throw invalidLink();
  checkPassword(password, user.email, '/password');
  const passwordHash = await hasher.hash(password);
  const isTaken = await sql.begin(async (tx) => {
    if (!(await takeLink(tx, codeHash))) return false;
    await setPassword(tx, { userId: user.id, passwordHash, keptSessionId: null });
    return true;
  });
  if (!isTaken) throw invalidLink();
  credentials.clear();
  await forgiveLoginTries(sql, { email: user.email, address });
  return user;
}

const invalidLink = (): DomainError =>
  new DomainError('invalid-link', 'This link was used, has expired or never was valid. Ask an admin for a new one.');

const invalidSetupLink = (): DomainError =>
  new DomainError(
    'invalid-link',
    'This link was used, has expired, or a later one took its place. The latest is in the log of the API, which makes another at each start.',
  );
