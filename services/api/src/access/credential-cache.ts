import type { Principal } from '@fbrain/core/access/principal';

/** A credential that is good. */
export interface Caller {
  principal: Principal;
  /** Null for tokens. */
  sessionId: string | null;
  /** When it ends by itself. */
  expiresAtMs: number;
}

/** What credentials stand for, remembered for some seconds: a request costs no statement. */
export interface CredentialCache {
  /** Null = the credential is none, or no longer. */
  find(secret: string): Promise<Caller | null>;
  /** Forgets everything: somebody's rights have changed. Other processes learn it within the time of the cache. */
  clear(): void;
}

export interface CredentialCacheOptions {
  load(secret: string): Promise<Caller | null>;
  now(): number;
}

/** What is revoked stops within 5 s everywhere: a second is for the statement, one until streams are looked at again. */
const KEPT_MS = 3_000;
/** Entries, some 5 MB. What is most often used comes back at once. */
const MAX_ENTRIES = 10_000;

interface Entry {
  found: Promise<Caller | null>;
  loadedAtMs: number;
}

export function createCredentialCache({ load, now }: CredentialCacheOptions): CredentialCache {
  let entries = new Map<string, Entry>();

  const reload = (secret: string): Entry => {
    const current = entries;
    if (current.size >= MAX_ENTRIES) current.clear();
    // Concurrent requests with one credential share the statement.
    const entry = { found: load(secret), loadedAtMs: now() };
    current.set(secret, entry);
    // A database that does not answer must not be remembered as a refusal.
    entry.found.catch(() => current.get(secret) === entry && current.delete(secret));
    return entry;
  };

  return {
    async find(secret) {
      const known = entries.get(secret);
      const isFresh = known !== undefined && now() - known.loadedAtMs < KEPT_MS;
      const caller = await (isFresh ? known : reload(secret)).found;
      return caller !== null && caller.expiresAtMs > now() ? caller : null;
    },
    clear() {
      // What is being loaded at this moment may be old already: it goes into the map that is given up.
      entries = new Map();
    },
  };
}
