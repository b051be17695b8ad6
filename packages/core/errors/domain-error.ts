/** Stable codes of everything that can be refused. Only the API maps them to HTTP. */
export type ErrorCode =
  | 'invalid'
  | 'invalid-json'
  | 'invalid-cursor'
  | 'unauthorized'
  | 'forbidden'
  | 'cross-site'
  | 'insecure-connection'
  | 'wrong-credentials'
  | 'second-factor-required'
  | 'second-factor-on'
  | 'too-many-attempts'
  | 'invalid-link'
  | 'user-not-found'
  | 'user-exists'
  | 'last-admin'
  | 'session-not-found'
  | 'token-not-found'
  | 'not-found'
  | 'method-not-allowed'
  | 'unsupported-media-type'
  | 'unknown-task'
  | 'run-not-found'
  | 'task-not-found'
  | 'queue-not-found'
  | 'schedule-not-found'
  | 'worker-not-found'
  | 'channel-not-found'
  | 'rule-not-found'
  | 'channel-exists'
  | 'rule-exists'
  | 'bulk-action-not-found'
  | 'error-group-not-found'
  | 'run-already-finished'
  | 'worker-ended'
  | 'bulk-action-ended'
  | 'schedule-exists'
  | 'schedule-managed-by-code'
  | 'idempotency-conflict'
  | 'secret-unreadable'
  | 'secret-not-found'
  | 'body-too-large'
  | 'timed-out'
  | 'overloaded'
  | 'unavailable';

/** One fault of a request: where, as a JSON pointer from the body or the name of a parameter, and what. */
export interface FieldError {
  path: string;
  message: string;
}

/** What the product refuses, and why, in words a caller can act on. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: ErrorCode;
  readonly fields: readonly FieldError[];
  /** Seconds after which trying again makes sense. */
  readonly retryAfterS: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    details: { fields?: readonly FieldError[]; retryAfterS?: number; cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.fields = details.fields ?? [];
    this.retryAfterS = details.retryAfterS;
  }
}

/** One field is wrong. `path` is a JSON pointer or a parameter name, `message` reads after it: "/delay must be …". */
export const invalid = (path: string, message: string): DomainError => invalidFields([{ path, message }]);

export function invalidFields(fields: readonly FieldError[]): DomainError {
  const [first] = fields;
  const more = fields.length > 1 ? ` (and ${fields.length - 1} more)` : '';
  return new DomainError(
    'invalid',
    first ? `${first.path || 'The body'} ${first.message}${more}` : 'The request is invalid',
    {
      fields,
    },
  );
}

export const runNotFound = (id: string): DomainError =>
  new DomainError('run-not-found', `There is no run ${id}. It may have been removed by retention.`);
