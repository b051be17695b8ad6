import type { Role } from '@fbrain/core/access/role';
import type { Database, Queryable } from './connection.ts';

/** What a login is checked against. */
export interface UserCredentials {
  id: string;
  email: string;
  role: Role;
  passwordHash: string | null;
  isDisabled: boolean;
  /** Encrypted; null = no second factor. */
  totpSecret: string | null;
  isTotpEnabled: boolean;
}

/** Null = there is no such user. */
export async function findCredentials(
  sql: Queryable,
  who: { email: string } | { id: string },
): Promise<UserCredentials | null> {
  const [row] = await sql<UserCredentials[]>`
    select id, email, role, password_hash, disabled_at is not null as is_disabled,
           totp_secret, totp_enabled_at is not null as is_totp_enabled
    from fbrain.user_account
    where ${'email' in who ? sql`email = ${who.email}` : sql`id = ${who.id}`}`;
  return row ?? null;
}

/** Sets a password and ends all sessions of the user but one, and every link that would set another. */
export async function setPassword(
  sql: Queryable,
  change: { userId: string; passwordHash: string; keptSessionId: string | null },
): Promise<void> {
  const { userId, passwordHash, keptSessionId } = change;
  await sql`
    with ended as (
      delete from fbrain.session
      where user_id = ${userId} and id is distinct from ${keptSessionId}
    ), unlinked as (
      delete from fbrain.access_link where user_id = ${userId}
    )
    update fbrain.user_account set password_hash = ${passwordHash} where id = ${userId}`;
}

/** Keeps a secret that counts once a code of it was confirmed. False = a second factor is on already. */
export async function proposeTotp(sql: Queryable, userId: string, sealedSecret: string): Promise<boolean> {
  const { count } = await sql`
    update fbrain.user_account set totp_secret = ${sealedSecret}, totp_step = 0
    where id = ${userId} and totp_enabled_at is null`;
  return count > 0;
}

/** Turns the second factor on. False = it was on, or the secret is another one by now. */
export async function enableTotp(
  sql: Database,
  change: { userId: string; sealedSecret: string; step: number; codeHashes: readonly Buffer[] },
): Promise<boolean> {
  const { userId, sealedSecret, step, codeHashes } = change;
  return await sql.begin(async (tx) => {
    const { count } = await tx`
      update fbrain.user_account set totp_enabled_at = now(), totp_step = ${step}
      where id = ${userId} and totp_enabled_at is null and totp_secret = ${sealedSecret}`;
    if (count === 0) return false;
    await tx`delete from fbrain.recovery_code where user_id = ${userId}`;
    await tx`
      insert into fbrain.recovery_code (user_id, code_hash)
      select ${userId}, decode(hash, 'hex')
      from unnest(${codeHashes.map((hash) => hash.toString('hex'))}::text[]) as hash`;
    return true;
  });
}

export async function disableTotp(sql: Queryable, userId: string): Promise<void> {
  await sql`
    with forgotten as (
      delete from fbrain.recovery_code where user_id = ${userId}
    )
    update fbrain.user_account set totp_secret = null, totp_enabled_at = null, totp_step = 0 where id = ${userId}`;
}

/** Takes a time step for good. False = that or a later one was used: the code is a replay. */
export async function takeTotpStep(sql: Queryable, userId: string, step: number): Promise<boolean> {
  const { count } = await sql`
    update fbrain.user_account set totp_step = ${step} where id = ${userId} and totp_step < ${step}`;
  return count > 0;
}

/** Takes a recovery code for good. False = there is none such. */
export async function takeRecoveryCode(sql: Queryable, userId: string, codeHash: Buffer): Promise<boolean> {
  const { count } = await sql`
    delete from fbrain.recovery_code where user_id = ${userId} and code_hash = ${codeHash}`;
  return count > 0;
}
