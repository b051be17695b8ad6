import type { Keyring } from '@fbrain/adapters/crypto/keyring';
import type { Database } from '@fbrain/adapters/postgres/connection';
import { readSecrets } from '@fbrain/adapters/postgres/secret-store';
import { DomainError } from '@fbrain/core/errors/domain-error';
import type { TaskDefinition } from '@fbrain/core/task/task';

/** Gives tasks the stored secrets that they list. */
export interface SecretReader {
  /** Throws DomainError `forbidden` for one that the task does not list, `secret-not-found`, `secret-unreadable`. */
  read(task: Pick<TaskDefinition, 'name' | 'secrets'>, name: string): Promise<string>;
}

interface Cached {
  value: Promise<string>;
  until: number;
}

/** A changed secret counts after this long; a task that asks for every row costs one statement in that time. */
const CACHE_MS = 5_000;

export function createSecretReader({ sql, keyring }: { sql: Database; keyring: Keyring }): SecretReader {
  const cache = new Map<string, Cached>();

  const fetchSecret = async (name: string): Promise<string> => {
    const value = (await readSecrets(sql, keyring, [name])).get(name);
    if (value !== undefined) return value;
    throw new DomainError(
      'secret-not-found',
      `There is no secret "${name}". An admin can set it: PUT /secrets/${name}.`,
    );
  };
  const fetchOnce = (name: string): Promise<string> => {
    const value = fetchSecret(name);
    cache.set(name, { value, until: performance.now() + CACHE_MS });
    // What failed is asked for again by the next one.
    value.catch(() => cache.delete(name));
    return value;
  };
  return {
    async read({ name: task, secrets = [] }, name) {
      if (!secrets.includes(name)) throw notListed(task, name);
      const known = cache.get(name);
      return await (known !== undefined && known.until > performance.now() ? known.value : fetchOnce(name));
    },
  };
}

const notListed = (task: string, name: string) =>
  new DomainError(
    'forbidden',
    `The task ${task} may not read the secret "${name.slice(0, 100)}": list it in "secrets" of its definition.`,
  );
