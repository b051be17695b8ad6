import { networkOf } from '@fbrain/adapters/network/client-address';
import type { Database } from '@fbrain/adapters/postgres/connection';
import { forgetLoginTries, type LoginBucket, takeLoginTry } from '@fbrain/adapters/postgres/login-throttle-store';
import { listSignInAddresses } from '@fbrain/adapters/postgres/session-store';
import { DomainError } from '@fbrain/core/errors/domain-error';
import { hashAccessSecret } from './access-secret.ts';

/** Who tries to prove to be whom. Known and unknown accounts are counted alike. */
export interface LoginTry {
  email: string;
  address: string | null;
}

/** Tries that one must have to guess a password in practice, and that nobody needs who forgot which one it was. */
const PAIR = { burst: 10, secondsEach: 60 };
/** Of one account from everywhere its owner has not signed in lately: no number of strangers locks the owner out there. */
const ACCOUNT = { burst: 100, secondsEach: 10 };
/** Of one address on any accounts; an office may have one address. */
const ADDRESS = { burst: 50, secondsEach: 6 };
/**
 * Codes that are typed for one account, from wherever, by who knows the password: three of a million are right at any
 * time, so that at this pace a thief of the password has one chance in forty within a year.
 */
const FACTOR = { burst: 10, secondsEach: 3_600 };

/** Counts a try. Throws DomainError `too-many-attempts`; exact over all replicas. */
export async function countLoginTry(sql: Database, login: LoginTry): Promise<void> {
  const [pair, account, address] = bucketsOf(login);
  // The address first: one that is held up must not fill the table with accounts that it invents.
  if (await takeLoginTry(sql, [address])) {
    const isAtHome = await isKnownNetwork(sql, login);
    if (await takeLoginTry(sql, isAtHome ? [pair] : [pair, account])) return;
  }
  throw new DomainError('too-many-attempts', 'Too many attempts to sign in. Wait a minute, then try again.', {
    retryAfterS: PAIR.secondsEach,
  });
}

/** Counts a code of the second factor that goes with the right password. Throws DomainError `too-many-attempts`. */
export async function countFactorTry(sql: Database, login: LoginTry): Promise<void> {
  if (await takeLoginTry(sql, [bucketsOf(login)[3]])) return;
  throw new DomainError(
    'too-many-attempts',
    'Too many wrong codes were sent for this account. Wait an hour, or let an admin make a link to choose a new password.',
    { retryAfterS: FACTOR.secondsEach },
  );
}

/** Whether the owner of the account has a session that was begun there. */
async function isKnownNetwork(sql: Database, { email, address }: LoginTry): Promise<boolean> {
  if (address === null) return false;
  const known = await listSignInAddresses(sql, email);
  return known.some((one) => networkOf(one) === networkOf(address));
}

/** A try that was right leaves no trace for the next one, but for those of the address on other accounts. */
export async function forgiveLoginTries(sql: Database, login: LoginTry): Promise<void> {
  const [pair, account, , factor] = bucketsOf(login);
  await forgetLoginTries(sql, [pair.key, account.key, factor.key]);
}

function bucketsOf({ email, address }: LoginTry): [LoginBucket, LoginBucket, LoginBucket, LoginBucket] {
  const network = networkOf(address ?? 'unknown');
  // Hashed: what people type into the field of their email address may be their password.
  const account = hashAccessSecret(email).toString('base64url');
  return [
    { key: `pair:${account}:${network}`, ...PAIR },
    { key: `account:${account}`, ...ACCOUNT },
    { key: `address:${network}`, ...ADDRESS },
    { key: `factor:${account}`, ...FACTOR },
  ];
}
