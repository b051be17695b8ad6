import { expect, test } from 'bun:test';
import { DomainError, runNotFound } from '@fbrain/core/errors/domain-error';
import { allowedMethods, toDomainError } from './error-handler.ts';

const ROUTES = [
  { method: 'GET', path: '/runs/:id', hooks: {} },
  { method: 'DELETE', path: '/runs/:id', hooks: {} },
  { method: 'GET', path: '/start.js', hooks: {} },
];
const failed = (path: string, method = 'GET') => ({
  request: new Request(`http://localhost${path}`, { method }),
  route: undefined,
  body: undefined,
});
const codeOf = (error: unknown, code: string | number = 'UNKNOWN', path = '/', method = 'GET') => {
  const result = toDomainError(error, code, failed(path, method), ROUTES);
  return result === 'internal' ? result : result.code;
};

test('an error of the domain stays what it is, also as the cause of a parser error', () => {
  expect(codeOf(runNotFound('a'))).toBe('run-not-found');
  expect(codeOf(new Error('Bad Request', { cause: new DomainError('body-too-large', 'Too large.') }), 'PARSE')).toBe(
    'body-too-large',
  );
});

test('a database that is away, a statement that took too long, and anything else are told apart', () => {
  expect(codeOf(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }))).toBe('unavailable');
  expect(codeOf(Object.assign(new Error('canceling statement'), { code: '57014' }))).toBe('timed-out');
  expect(codeOf(new TypeError('undefined is not an object'))).toBe('internal');
  expect(codeOf('thrown text')).toBe('internal');
});

test('a path that exists for other methods is told from one that does not exist', () => {
  expect(codeOf(new Error('NOT_FOUND'), 'NOT_FOUND', '/runs/5', 'PUT')).toBe('method-not-allowed');
  expect(codeOf(new Error('NOT_FOUND'), 'NOT_FOUND', '/runs/5/x')).toBe('not-found');
  expect(codeOf(new Error('NOT_FOUND'), 'NOT_FOUND', '/startxjs')).toBe('not-found');
  expect(codeOf(new Error('NOT_FOUND'), 'NOT_FOUND', '/')).toBe('not-found');
  expect(allowedMethods(failed('/runs/5').request, ROUTES)).toEqual(['GET', 'DELETE']);
});
