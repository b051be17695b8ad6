import postgres from 'postgres';

/** A pool of connections to the database of F_BRAIN. Rows come with camelCase names, bigint as number. */
export type Database = postgres.Sql<{ bigint: number }>;
/** What a store needs: the pool, or a transaction of it. */
export type Queryable = Database | postgres.TransactionSql<{ bigint: number }>;

/** A part of a statement, made by a function and spliced into others. */
export type Fragment = postgres.PendingQuery<postgres.Row[]>;

export interface DatabaseOptions {
  /** Several hosts, `postgres://user:password@host1:5432,host2:5432/database`, are searched for the primary. */
  url: string;
  /** Most connections; default 10. */
  max?: number;
  /** Shown in pg_stat_activity. */
  applicationName?: string;
  /**
   * A statement that runs longer is ended by the server, and one that is not answered a second later by us: the network
   * may swallow everything. 0 = never. Default 10 s: lists must not eat the database, and outages must end soon.
   */
  statementTimeoutMs?: number;
  /** The server ends a session that asks nothing for this long, and frees what it holds. Default: never. */
  idleTimeoutMs?: number;
  /**
   * For services: reads no table from end to end that has an index for it, however small it is. PostgreSQL keeps a plan
   * that it made while hardly a run waited when a million do.
   */
  keepsToIndexes?: boolean;
}

const STATEMENT_TIMEOUT_MS = 10_000;
/** The server's own answer about its timeout comes first. */
const ANSWER_MARGIN_S = 1;
/**
 * How the server finds out that we vanished without a word, after 11 s: until then a dead leader keeps its lock. By
 * itself it would wait for hours.
 */
const SERVER_WATCHES_US = {
  tcp_keepalives_idle: 5,
  tcp_keepalives_interval: 2,
  tcp_keepalives_count: 3,
  tcp_user_timeout: 11_000,
} as const;

/** Before PostgreSQL 18 a table without an index then seems so dear that each statement would be compiled. */
const KEEPS_TO_INDEXES = { enable_seqscan: 'off', jit: 'off' } as const;

/** Between two tries of one connection; queries wait for it. Ten connections then try some 25 times a second. */
const RECONNECT_S = 0.25;

const hasSeveralHosts = (url: string): boolean => /^[a-z]+:\/\/(?:[^@/]*@)?[^/?]*,/.test(url);

/** Opens a pool. Connects with the first statement, not before; reconnects by itself. */
export function openDatabase(options: DatabaseOptions): Database {
  const { statementTimeoutMs = STATEMENT_TIMEOUT_MS } = options;
  return postgres(options.url, {
    max: options.max ?? 10,
    // An idle process keeps its connections: opening one costs more than holding it.
    idle_timeout: 0,
    max_lifetime: null,
    connect_timeout: 5,
    answer_timeout: statementTimeoutMs === 0 ? 0 : Math.ceil(statementTimeoutMs / 1_000) + ANSWER_MARGIN_S,
    // By `in_hot_standby`: what the driver makes of "read-write" takes a standby for a primary.
    target_session_attrs: hasSeveralHosts(options.url) ? 'primary' : undefined,
    // In seconds. The driver's own grows with every connection of the pool that fails, to 20 s after one short outage.
    backoff: () => RECONNECT_S * (1 + Math.random()),
    onnotice: () => {},
    types: { bigint: { to: 20, from: [20], parse: Number, serialize: String } },
    transform: { column: { from: postgres.toCamel }, undefined: null },
    connection: {
      application_name: options.applicationName ?? 'fbrain',
      statement_timeout: statementTimeoutMs,
      ...SERVER_WATCHES_US,
      ...(options.idleTimeoutMs !== undefined && { idle_session_timeout: options.idleTimeoutMs }),
      ...(options.keepsToIndexes === true && KEEPS_TO_INDEXES),
    },
  });
}
