import { expect, test } from 'bun:test';
import { DomainError, invalidFields } from '@fbrain/core/errors/domain-error';
import { problemResponse, toProblem } from './problem.ts';

test('an error of the domain becomes a problem with its code, words and fields', async () => {
  const error = invalidFields([{ path: '/input/n', message: 'must be integer' }]);
  const response = problemResponse(error, 'request-1');
  expect(response.status).toBe(422);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(await response.json()).toEqual({
    type: 'urn:fbrain:problem:invalid',
    title: 'Invalid request',
    status: 422,
    detail: '/input/n must be integer',
    code: 'invalid',
    errors: [{ path: '/input/n', message: 'must be integer' }],
    requestId: 'request-1',
  });
});

test('an unexpected error reveals nothing but the request id', () => {
  expect(toProblem('internal', 'request-2')).toMatchObject({
    status: 500,
    code: 'internal',
    errors: [],
    requestId: 'request-2',
  });
});

test('an answer that invites to try again says when', () => {
  const response = problemResponse(new DomainError('overloaded', 'Too much.', { retryAfterS: 2 }), 'r');
  expect([response.status, response.headers.get('retry-after')]).toEqual([429, '2']);
});

test('a missing token is answered with the scheme to use', () => {
  expect(problemResponse(new DomainError('unauthorized', 'No token.'), 'r').headers.get('www-authenticate')).toBe(
    'Bearer',
  );
});
