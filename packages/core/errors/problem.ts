import type { ErrorCode, FieldError } from './domain-error.ts';

/** An error answer of the API: RFC 9457 `application/problem+json`. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  /** A sentence that says what happened and what to do. */
  detail: string;
  code: ErrorCode | 'internal';
  errors: FieldError[];
  requestId: string;
}
