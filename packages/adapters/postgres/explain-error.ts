/** Sentences about a database that cannot be used: what happened and what to do. */

const CHECK_URL = 'correct DATABASE_URL';

/** By code of the driver or SQLSTATE; the server's own words follow. */
const SENTENCES: Readonly<Record<string, string>> = {
  '28P01': `PostgreSQL refuses the password: ${CHECK_URL}.`,
  '28000': `PostgreSQL refuses the user or this host: ${CHECK_URL}, or allow both in pg_hba.conf.`,
  '3D000': `The database is not there: create it, or ${CHECK_URL}.`,
  '42501':
    'The user of DATABASE_URL lacks a right: make it the owner of the schema fbrain, or of the database before the first migration.',
  '25006':
    'The database is read-only, as a standby is: let DATABASE_URL lead to the primary; with several hosts it is found.',
  '53100': "PostgreSQL's disk is full: make room, then everything goes on by itself.",
  '53300': 'PostgreSQL has no connection free: raise its max_connections, or lower DATABASE_POOL.',
  '57P03': 'PostgreSQL is starting or stopping: wait for it.',
  '55000': 'The database takes no connections (allow_connections is false).',
  NOT_PRIMARY: 'None of the hosts in DATABASE_URL is a primary: promote one.',
  ENOTFOUND: `The host of PostgreSQL is not known: ${CHECK_URL}.`,
};
const NO_ANSWER = `PostgreSQL does not answer: start it, or ${CHECK_URL}.`;

/** For operators: may name hosts and users, never a password. */
export function explainDatabaseError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const sentence = sentenceFor(codeOf(error));
  return sentence === '' ? error.message : `${sentence} (${error.message})`;
}

/** The same for a page that anybody may see: without the server's own words, which may name hosts and users. */
export function outlineDatabaseError(error: unknown): string {
  const code = codeOf(error);
  return sentenceFor(code) || `The database cannot be used${code === '' ? '' : ` (${code})`}: the log says why.`;
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

function sentenceFor(code: string): string {
  const isSqlState = /^[0-9A-Z]{5}$/.test(code) && /\d/.test(code);
  return SENTENCES[code] ?? (code === '' || isSqlState ? '' : NO_ANSWER);
}

const PUBLIC_SENTENCES: Readonly<Record<string, string>> = {
  '25006': 'The database is read-only at the moment, as while it fails over. Try again in a few seconds.',
  '53100': 'The database has no disk space left. Nothing was changed; try again once an operator has made room.',
  '53300': 'The database has no connection free. Try again in a few seconds.',
};

/** For callers of the API: names nothing. `otherwise` is for an outage without a sentence of its own. */
export function explainOutage(
  error: unknown,
  otherwise = 'The database does not answer. Try again in a few seconds.',
): string {
  return PUBLIC_SENTENCES[codeOf(error)] ?? otherwise;
}
