import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** PostgreSQL's own programs, which do the work. */
export type PgProgram = 'pg_dump' | 'pg_restore';

/** Debian keeps versions side by side here; on the PATH is a wrapper that picks one by rules of its own. */
const DEBIAN_DIR = '/usr/lib/postgresql';

/** The program cannot be used; the message says what to install. */
export class MissingProgram extends Error {
  override readonly name = 'MissingProgram';
}

/**
 * Path and version of the oldest installed program that is at least of major version `atLeast`: newer ones read and write
 * what older ones do, but not the other way round.
 * @throws MissingProgram
 */
export function findPgProgram(program: PgProgram, atLeast: number, folder?: string): { path: string; major: number } {
  const found = candidates(program, folder).flatMap((path) => {
    const major = majorOf(path);
    return major === null ? [] : [{ path, major }];
  });
  const usable = found.filter(({ major }) => major >= atLeast).sort((a, b) => a.major - b.major);
  if (usable[0]) return usable[0];
  const install = `install PostgreSQL's client programs of version ${atLeast} or newer (Debian: postgresql-client-${atLeast}), or name their folder with --pg-bin`;
  throw new MissingProgram(
    found.length === 0
      ? `There is no ${program} here: ${install}.`
      : `${program} is version ${Math.max(...found.map(({ major }) => major))}, but ${atLeast} or newer is needed: ${install}.`,
  );
}

function candidates(program: PgProgram, folder: string | undefined): string[] {
  if (folder !== undefined) return [join(folder, program)].filter((path) => existsSync(path));
  const debian = existsSync(DEBIAN_DIR) ? readdirSync(DEBIAN_DIR) : [];
  const onPath = Bun.which(program);
  return [...(onPath ? [onPath] : []), ...debian.map((version) => join(DEBIAN_DIR, version, 'bin', program))].filter(
    (path) => existsSync(path),
  );
}

/** Of "pg_dump (PostgreSQL) 15.18 (Debian …)". */
function majorOf(path: string): number | null {
  const { stdout, success } = Bun.spawnSync([path, '--version'], { stderr: 'ignore' });
  const [, major] = /\(PostgreSQL\) (\d+)/.exec(stdout.toString()) ?? [];
  return success && major !== undefined ? Number(major) : null;
}

/**
 * Environment by which libpq reaches the database of a URL: a password on the command line would be seen by every user of
 * the machine.
 */
export function libpqEnvironment(databaseUrl: string): Record<string, string> {
  const [, authority = ''] = /^[a-z]+:\/\/([^/?]*)/.exec(databaseUrl) ?? [];
  const hosts = authority.slice(authority.lastIndexOf('@') + 1).split(',');
  const url = new URL(databaseUrl.replace(`@${hosts.join(',')}`, `@${hosts[0]}`));
  const portOf = (host: string) => /:(\d+)$/.exec(host)?.[1] ?? '5432';
  const sslMode = url.searchParams.get('sslmode') ?? url.searchParams.get('ssl');
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    LC_ALL: 'C',
    PGHOST: hosts.map((host) => host.replace(/:\d+$/, '')).join(','),
    PGPORT: hosts.map(portOf).join(','),
    PGUSER: decodeURIComponent(url.username),
    PGPASSWORD: decodeURIComponent(url.password),
    PGDATABASE: decodeURIComponent(url.pathname.slice(1)),
    PGTARGETSESSIONATTRS: hosts.length > 1 ? 'read-write' : 'any',
    ...(sslMode === null ? {} : { PGSSLMODE: sslMode === 'true' ? 'require' : sslMode }),
  };
}
