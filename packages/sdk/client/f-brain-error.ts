import type { FieldError } from '@fbrain/core/errors/domain-error';
import type { Problem } from '@fbrain/core/errors/problem';

interface Details {
  /** The API's stable code, or `unreachable` when there was no answer, `timed-out` when a wait ended first. */
  code: Problem['code'] | 'unreachable';
  /** HTTP status, 0 when there was no answer. */
  status: number;
  fields?: readonly FieldError[] | undefined;
  /** Quote it when you ask an operator. */
  requestId?: string | undefined;
  cause?: unknown;
}

/** What every method of the client throws, except for the reason of an aborted signal. */
export class FBrainError extends Error {
  override readonly name = 'FBrainError';
  readonly code: Details['code'];
  readonly status: number;
  /** One entry per bad field of the request. */
  readonly fields: readonly FieldError[];
  readonly requestId: string | undefined;

  constructor(message: string, details: Details) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = details.code;
    this.status = details.status;
    this.fields = details.fields ?? [];
    this.requestId = details.requestId;
  }
}
