import postgres from 'postgres';

/** A pool of connections to the database of F_BRAIN. Rows come with camelCase names, bigint as number. */
export type Database = postgres.Sql<{ bigint: number }>;
/** What a store needs: the pool, or a transaction of it. */
export type Queryable = Database | postgres.TransactionSql<{ bigint: number }>;

/** A part of a statement, made by a function and spliced into others. */
export type Fragment = postgres.PendingQuery<postgres.Row[]>;

export interface DatabaseOptions {
  url: string;
  /** Most connections; default 10. */
  max?: number;
  /** Shown in pg_stat_activity. */
  applicationName?: string;
  /** A statement that runs longer is ended by the server; 0 = never. Default 30 s: lists must not eat the database. */
  statementTimeoutMs?: number;
}

/** Between two tries of one connection; queries wait for it. Ten connections then try some 25 times a second. */
const RECONNECT_S = 0.25;

/** Opens a pool. Connects with the first statement, not before; reconnects by itself. */
export function openDatabase(options: DatabaseOptions): Database {
  return postgres(options.url, {
    max: options.max ?? 10,
    // An idle process keeps its connections: opening one costs more than holding it.
    idle_timeout: 0,
    max_lifetime: null,
    connect_timeout: 10,
    // In seconds. The driver's own grows with every connection of the pool that fails, to 20 s after one short outage.
    backoff: () => RECONNECT_S * (1 + Math.random()),
    onnotice: () => {},
    types: { bigint: { to: 20, from: [20], parse: Number, serialize: String } },
    transform: { column: { from: postgres.toCamel }, undefined: null },
    connection: {
      application_name: options.applicationName ?? 'fbrain',
      statement_timeout: options.statementTimeoutMs ?? 30_000,
    },
  });
}
