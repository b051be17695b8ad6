import { DomainError, type ErrorCode } from '@fbrain/core/errors/domain-error';
import type { Problem } from '@fbrain/core/errors/problem';
import { ANSWER_HEADERS } from './answer-headers.ts';

/** How each code of the domain reads in HTTP. The compiler insists that no code is missing. */
export const PROBLEM_KINDS: Readonly<Record<Problem['code'], { status: number; title: string }>> = {
  invalid: { status: 422, title: 'Invalid request' },
  'invalid-json': { status: 400, title: 'Invalid JSON' },
  'invalid-cursor': { status: 400, title: 'Invalid cursor' },
  unauthorized: { status: 401, title: 'Not signed in' },
  forbidden: { status: 403, title: 'Not allowed' },
  'cross-site': { status: 403, title: 'Sent by another site' },
  'insecure-connection': { status: 403, title: 'Insecure connection' },
  'wrong-credentials': { status: 401, title: 'Wrong email or password' },
  'second-factor-required': { status: 401, title: 'Second factor required' },
  'second-factor-on': { status: 409, title: 'Second factor already on' },
  'too-many-attempts': { status: 429, title: 'Too many attempts' },
  'invalid-link': { status: 410, title: 'Link no longer valid' },
  'user-not-found': { status: 404, title: 'User not found' },
  'user-exists': { status: 409, title: 'User already exists' },
  'last-admin': { status: 409, title: 'Last admin' },
  'session-not-found': { status: 404, title: 'Session not found' },
  'token-not-found': { status: 404, title: 'Token not found' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'Method not allowed' },
  'unsupported-media-type': { status: 415, title: 'Unsupported content type' },
  'unknown-task': { status: 404, title: 'Unknown task' },
  'run-not-found': { status: 404, title: 'Run not found' },
  'task-not-found': { status: 404, title: 'Task not found' },
  'queue-not-found': { status: 404, title: 'Queue not found' },
  'schedule-not-found': { status: 404, title: 'Schedule not found' },
  'worker-not-found': { status: 404, title: 'Worker not found' },
  'channel-not-found': { status: 404, title: 'Channel not found' },
  'rule-not-found': { status: 404, title: 'Rule not found' },
  'channel-exists': { status: 409, title: 'Channel name already taken' },
  'rule-exists': { status: 409, title: 'Rule name already taken' },
  'bulk-action-not-found': { status: 404, title: 'Bulk action not found' },
  'error-group-not-found': { status: 404, title: 'Group of errors not found' },
  'run-already-finished': { status: 409, title: 'Run already finished' },
  'worker-ended': { status: 409, title: 'Worker already ended' },
  'bulk-action-ended': { status: 409, title: 'Bulk action already ended' },
  'schedule-exists': { status: 409, title: 'Schedule name already taken' },
  'schedule-managed-by-code': { status: 409, title: 'Schedule managed by code' },
  'idempotency-conflict': { status: 409, title: 'Idempotency key already used' },
  'secret-not-found': { status: 404, title: 'Secret not found' },
  'secret-unreadable': { status: 409, title: 'Secret cannot be decrypted' },
  'body-too-large': { status: 413, title: 'Body too large' },
  'timed-out': { status: 504, title: 'Timed out' },
  overloaded: { status: 429, title: 'Too much at once' },
  unavailable: { status: 503, title: 'Temporarily unavailable' },
  internal: { status: 500, title: 'Internal error' },
};

export const PROBLEM_CONTENT_TYPE = 'application/problem+json';

const INTERNAL_DETAIL =
  'Something went wrong on our side and was logged. If it happens again, report the requestId of this answer.';

/** The body of an error answer. Errors that are not of the domain reveal nothing but the request id. */
export function toProblem(error: DomainError | 'internal', requestId: string): Problem {
  const code: ErrorCode | 'internal' = error === 'internal' ? 'internal' : error.code;
  return {
    type: `urn:fbrain:problem:${code}`,
    ...PROBLEM_KINDS[code],
    detail: error === 'internal' ? INTERNAL_DETAIL : error.message,
    code,
    errors: error === 'internal' ? [] : [...error.fields],
    requestId,
  };
}

/** The whole answer, with the headers that belong to its status. */
export function problemResponse(
  error: DomainError | 'internal',
  requestId: string,
  headers: Record<string, string> = {},
): Response {
  const problem = toProblem(error, requestId);
  const extra: Record<string, string> = { ...ANSWER_HEADERS, ...headers, 'content-type': PROBLEM_CONTENT_TYPE };
  if (problem.status === 401) extra['www-authenticate'] = 'Bearer';
  if (error instanceof DomainError && error.retryAfterS !== undefined) extra['retry-after'] = String(error.retryAfterS);
  return new Response(JSON.stringify(problem), { status: problem.status, headers: extra });
}
