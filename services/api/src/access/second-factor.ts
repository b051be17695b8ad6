import { randomBytes } from 'node:crypto';
import type { Keyring } from '@fbrain/adapters/crypto/keyring';
import type { Database } from '@fbrain/adapters/postgres/connection';
import {
  enableTotp,
  findCredentials,
  proposeTotp,
  takeRecoveryCode,
  takeTotpStep,
  type UserCredentials,
} from '@fbrain/adapters/postgres/user-credential-store';
import type { RecoveryCodes, SecondFactorSecret } from '@fbrain/core/access/session';
import { DomainError, invalid } from '@fbrain/core/errors/domain-error';
import { hashAccessSecret } from './access-secret.ts';
import { findTotpStep, toBase32, totpUri } from './totp.ts';

export interface SecondFactorDeps {
  sql: Database;
  keyring: Keyring;
  now(): number;
}

/** As long as the hash that codes are made with, as RFC 4226 recommends. */
const SECRET_BYTES = 20;
const RECOVERY_CODES = 10;
/** 80 bits: nobody guesses them, and people can still type them. */
const RECOVERY_BYTES = 10;

const placeOf = (userId: string) => ({ purpose: 'totp.secret', row: userId });

/** Gives a user a secret for an app. It counts once `confirmSecondFactor` has seen a code of it. */
export async function proposeSecondFactor(
  { sql, keyring }: SecondFactorDeps,
  user: { id: string; email: string },
): Promise<SecondFactorSecret> {
  const secret = randomBytes(SECRET_BYTES);
  const sealed = keyring.seal(secret.toString('base64'), placeOf(user.id));
  if (!(await proposeTotp(sql, user.id, sealed))) throw alreadyOn();
  return { secret: toBase32(secret), uri: totpUri(secret, user.email) };
}

/** Turns the second factor on and gives the recovery codes, this once. */
export async function confirmSecondFactor(
  deps: SecondFactorDeps,
  userId: string,
  code: string,
): Promise<RecoveryCodes> {
  const user = await findCredentials(deps.sql, { id: userId });
  if (user?.isTotpEnabled) throw alreadyOn();
  if (!user?.totpSecret) throw invalid('/code', 'belongs to no secret: ask for one first');
  const step = findTotpStep(secretOf(deps, user.id, user.totpSecret), code, deps.now());
  if (step === null)
    throw invalid('/code', 'is not the code that the app shows now. Is the clock of this machine right?');
  const recoveryCodes = Array.from({ length: RECOVERY_CODES }, () => toBase32(randomBytes(RECOVERY_BYTES)));
  const codeHashes = recoveryCodes.map(hashAccessSecret);
  if (!(await enableTotp(deps.sql, { userId, sealedSecret: user.totpSecret, step, codeHashes }))) throw alreadyOn();
  return { recoveryCodes };
}

/** Throws DomainError `second-factor-required` unless a code is right, and was never used. */
export async function checkSecondFactor(
  deps: SecondFactorDeps,
  user: UserCredentials,
  code: string | undefined,
): Promise<void> {
  if (!user.isTotpEnabled || user.totpSecret === null) return;
  if (code === undefined) throw secondFactor('Send the code that your app shows as "code".');
  const typed = code.replaceAll(/[\s-]/g, '').toUpperCase();
  const step = findTotpStep(secretOf(deps, user.id, user.totpSecret), typed, deps.now());
  const isRight =
    step === null
      ? await takeRecoveryCode(deps.sql, user.id, hashAccessSecret(typed))
      : await takeTotpStep(deps.sql, user.id, step);
  if (!isRight)
    throw secondFactor('The code is wrong or was used before. Wait for the next one, or use a recovery code.');
}

const secretOf = ({ keyring }: SecondFactorDeps, userId: string, sealed: string): Buffer =>
  Buffer.from(keyring.open(sealed, placeOf(userId)), 'base64');

const secondFactor = (message: string): DomainError => new DomainError('second-factor-required', message);
const alreadyOn = (): DomainError =>
  new DomainError('second-factor-on', 'The second factor is on already. Turn it off before you set up another app.');
