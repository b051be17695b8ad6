import { insertSession } from '@fbrain/adapters/postgres/session-store';
import { findCredentials } from '@fbrain/adapters/postgres/user-credential-store';
import type { SignInRequest } from '@fbrain/core/access/session';
import { normaliseEmail } from '@fbrain/core/access/user';
import { DomainError } from '@fbrain/core/errors/domain-error';
import type { AccessDeps } from './access-deps.ts';
import { hashAccessSecret, newAccessSecret } from './access-secret.ts';
import { countFactorTry, countLoginTry, forgiveLoginTries } from './login-tries.ts';
import { checkSecondFactor } from './second-factor.ts';

/** From where somebody signs in. */
export interface Whence {
  address: string | null;
  userAgent: string | null;
}

export interface SignedIn {
  userId: string;
  email: string;
  /** Of the new session. */
  secret: string;
}

const MAX_USER_AGENT = 300;

/**
 * Checks who somebody is and opens a session. An unknown user, a disabled one and a wrong password get the same answer
 * after the same work. `onCounted` is called once the try is let through: what is held up must leave no trace.
 * @throws DomainError `wrong-credentials`, `second-factor-required`, `too-many-attempts`
 */
export async function signIn(
  deps: AccessDeps,
  request: SignInRequest,
  whence: Whence,
  onCounted: () => void,
): Promise<SignedIn> {
  const email = normaliseEmail(request.email);
  const login = { email, address: whence.address };
  await countLoginTry(deps.sql, login);
  onCounted();
  const user = await findCredentials(deps.sql, { email });
  const isRight = await deps.hasher.verify(request.password, user?.passwordHash ?? null);
  if (!user || user.isDisabled || !isRight) throw wrongCredentials();
  if (user.isTotpEnabled && request.code !== undefined) await countFactorTry(deps.sql, login);
  await checkSecondFactor(deps, user, request.code);
  await forgiveLoginTries(deps.sql, login);
  return { userId: user.id, email, secret: await openSession(deps, user.id, whence) };
}

/** Opens a session for who has proven to be somebody; gives its secret. */
export async function openSession(deps: AccessDeps, userId: string, whence: Whence): Promise<string> {
  const secret = newAccessSecret();
  await insertSession(deps.sql, {
    id: Bun.randomUUIDv7(),
    secretHash: hashAccessSecret(secret),
    userId,
    address: whence.address,
    userAgent: whence.userAgent?.slice(0, MAX_USER_AGENT) ?? null,
    absoluteMs: deps.sessionLifetimeMs,
  });
  return secret;
}

/**
 * Asks who is signed in for the password once more, before something that a thief of the session must not do.
 * @throws DomainError `wrong-credentials`, `too-many-attempts`
 */
export async function confirmPassword(
  deps: AccessDeps,
  who: { userId: string; address: string | null },
  password: string,
): Promise<void> {
  const user = await findCredentials(deps.sql, { id: who.userId });
  const login = { email: user?.email ?? '', address: who.address };
  await countLoginTry(deps.sql, login);
  if (!(await deps.hasher.verify(password, user?.passwordHash ?? null))) {
    throw new DomainError('wrong-credentials', 'The current password is wrong.');
  }
  await forgiveLoginTries(deps.sql, login);
}

const wrongCredentials = (): DomainError =>
  new DomainError('wrong-credentials', 'The email address or the password is wrong.');
