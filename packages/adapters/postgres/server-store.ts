import type { Queryable } from './connection.ts';

/** Oldest PostgreSQL that is supported. */
export const MIN_POSTGRES = 15;

export interface DatabaseServer {
  /** As PostgreSQL counts: 150004 for 15.4. */
  versionNumber: number;
  version: string;
  /** A standby, or set to be read-only: nothing can be accepted. */
  isReadOnly: boolean;
}

/** This server cannot serve F_BRAIN. */
export class UnusableServer extends Error {
  override readonly name = 'UnusableServer';
}

export async function readServer(sql: Queryable): Promise<DatabaseServer> {
  const [row] = await sql<DatabaseServer[]>`
    select current_setting('server_version_num')::integer as version_number,
           current_setting('server_version') as version,
           current_setting('transaction_read_only')::boolean as is_read_only`;
  if (!row) throw new Error('PostgreSQL answered no row');
  return row;
}

/** Throws UnusableServer when PostgreSQL is older than F_BRAIN can use. */
export function refuseOldServer({ versionNumber, version }: Pick<DatabaseServer, 'versionNumber' | 'version'>): void {
  if (versionNumber >= MIN_POSTGRES * 10_000) return;
  throw new UnusableServer(
    `PostgreSQL is version ${version}; F_BRAIN needs ${MIN_POSTGRES} or newer. Upgrade the server, or let DATABASE_URL lead to another one.`,
  );
}
