/** Codes of postgres.js and Node when no server answers. */
const CONNECTION_CODES = new Set([
  'ANSWER_TIMEOUT',
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  // None of several hosts is a primary, as while one fails over.
  'NOT_PRIMARY',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);

/** A statement that writes came to a standby, or to a server set to be read-only (read_only_sql_transaction). */
const READ_ONLY = '25006';
/** SQLSTATE classes of a server that cannot serve now: connection, resources, shutdown (PostgreSQL, appendix A). */
const UNAVAILABLE_CLASSES = ['08', '53', '57'];
/** An operator has set `allow_connections` to false, for a restore perhaps (object_not_in_prerequisite_state). */
const TURNS_AWAY = '55000';

const codeOf = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
};

/** The database did not answer or is restarting: trying again later can help. */
export function isDatabaseUnavailable(error: unknown): boolean {
  const code = codeOf(error);
  return (
    CONNECTION_CODES.has(code) ||
    UNAVAILABLE_CLASSES.includes(code.slice(0, 2)) ||
    [TURNS_AWAY, READ_ONLY].includes(code)
  );
}

/** Another transaction does not let go of a row (SQLSTATE lock_not_available), or both wait for each other (deadlock_detected). */
export const isKeyBusy = (error: unknown): boolean => ['55P03', '40P01'].includes(codeOf(error));

/** The database said no, or nothing: whatever it was, this process asked what it may ask. */
export const isDatabaseFault = (error: unknown): boolean => codeOf(error) !== '';

/** The server ended a statement that ran longer than it may (SQLSTATE query_canceled). */
export const isStatementTimeout = (error: unknown): boolean => codeOf(error) === '57014';

/** Something of that name is there already (SQLSTATE unique_violation). */
export const isTakenName = (error: unknown): boolean => codeOf(error) === '23505';

/** The database refused the values themselves (SQLSTATE classes 22 and 23): trying again cannot help. */
export const isDataRefused = (error: unknown): boolean => ['22', '23'].includes(codeOf(error).slice(0, 2));
