import type { SecretInfo } from '@fbrain/core/secret/secret-info';
import type { Keyring, Place } from '../crypto/keyring.ts';
import type { Queryable } from './connection.ts';

interface SecretRow extends Pick<SecretInfo, 'name' | 'updatedBy' | 'usedBy'> {
  createdAt: Date;
  updatedAt: Date;
}

/** A ciphertext opens only under its own name. */
const placeOf = (name: string): Place => ({ purpose: 'secret.value', row: name });

/** All stored secrets, by name. */
export async function listSecrets(sql: Queryable): Promise<SecretInfo[]> {
  const rows = await sql<SecretRow[]>`select ${columns(sql)} from fbrain.secret order by name`;
  return rows.map(toSecretInfo);
}

export async function getSecret(sql: Queryable, name: string): Promise<SecretInfo | null> {
  const [row] = await sql<SecretRow[]>`select ${columns(sql)} from fbrain.secret where name = ${name}`;
  return row ? toSecretInfo(row) : null;
}

/** Sets the value of a secret, new or not. True = it is new. */
export async function putSecret(
  sql: Queryable,
  keyring: Keyring,
  secret: { name: string; value: string; updatedBy: string },
): Promise<boolean> {
  const { name, value, updatedBy } = secret;
  const [row] = await sql<{ isNew: boolean }[]>`
    insert into fbrain.secret (name, sealed, updated_by)
    values (${name}, ${keyring.seal(value, placeOf(name))}, ${updatedBy})
    on conflict (name) do update
    set sealed = excluded.sealed, updated_by = excluded.updated_by, updated_at = now()
    returning created_at = updated_at as is_new`;
  return row?.isNew ?? false;
}

/** False = there is none of this name. */
export async function removeSecret(sql: Queryable, name: string): Promise<boolean> {
  const rows = await sql`delete from fbrain.secret where name = ${name} returning name`;
  return rows.length > 0;
}

/** The values of those secrets that exist, in one statement. Throws UnreadableSecretError. */
export async function readSecrets(
  sql: Queryable,
  keyring: Keyring,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await sql<{ name: string; sealed: string }[]>`
    select name, sealed from fbrain.secret where name = any(${names as string[]})`;
  return new Map(rows.map(({ name, sealed }) => [name, keyring.open(sealed, placeOf(name))]));
}

const columns = (sql: Queryable) => sql`
  name, created_at, updated_at, updated_by,
  array(select task.name from fbrain.task where secret.name = any(task.secrets) order by task.name) as used_by`;

const toSecretInfo = ({ createdAt, updatedAt, ...row }: SecretRow): SecretInfo => ({
  ...row,
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
});
