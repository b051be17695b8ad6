import { describe, expect, test } from 'bun:test';
import type { IncomingHttpHeaders } from 'node:http';
import type { AttemptResult } from '@fbrain/core/run/attempt-result';
import { readHttpTask } from './read-http-task.ts';
import { toHttpResult } from './to-http-result.ts';

const CONTEXT = { limitBytes: 10_000, nowMs: Date.parse('2026-11-22T12:00:00Z') };
const URL_ = new URL('https://example.com/work?token=secret');

function result(
  status: number,
  body = '',
  headers: IncomingHttpHeaders = {},
  http: object = {},
  fields: object = {},
): AttemptResult {
  const task = readHttpTask('a.task.json', { name: 'a', http: { url: URL_.href, ...http }, ...fields }, {});
  return toHttpResult({ url: URL_, status, headers, body: Buffer.from(body), isCut: false }, task, CONTEXT);
}

const json = { 'content-type': 'application/json; charset=utf-8' };

describe('a success', () => {
  test('has the JSON of the answer as its output', () => {
    expect(result(200, '{"n": 1}', json)).toEqual({ kind: 'succeeded', outputJson: '{"n":1}' });
    expect(result(201, '[1]', { 'content-type': 'application/vnd.api+json' })).toMatchObject({ outputJson: '[1]' });
  });

  test('has any other text as it is, and nothing as null', () => {
    expect(result(200, '{"n": 1}', { 'content-type': 'text/plain' })).toMatchObject({ outputJson: '"{\\"n\\": 1}"' });
    expect(result(200, 'ok')).toMatchObject({ outputJson: '"ok"' });
    expect(result(204)).toMatchObject({ outputJson: 'null' });
    expect(result(200, '\0\xff')).toMatchObject({ kind: 'succeeded' });
  });

  test('with a body that is not what it says, or not what the task promises, is an invalid output', () => {
    expect(result(200, '<html>', json)).toMatchObject({
      error: { kind: 'invalid-output', message: expect.stringContaining('It begins: <html>') },
    });
    const fields = { outputSchema: { type: 'object', required: ['n'] } };
    expect(result(200, '{}', json, {}, fields)).toMatchObject({ error: { kind: 'invalid-output' } });
  });

  test('may be narrowed or widened by the manifest', () => {
    expect(result(404, 'gone already', {}, { successStatus: [200, 404] })).toMatchObject({ kind: 'succeeded' });
    expect(result(202, '', {}, { successStatus: [200] })).toMatchObject({ error: { kind: 'permanent' } });
  });
});

describe('a failure', () => {
  test.each([408, 425, 429, 500, 502, 503, 504])('%d is worth another attempt', (status) => {
    expect(result(status)).toMatchObject({ kind: 'failed', error: { kind: 'exception' } });
  });

  test.each([302, 304, 400, 401, 403, 404, 410, 422])('%d is not', (status) => {
    expect(result(status)).toMatchObject({ kind: 'failed', error: { kind: 'permanent' } });
  });

  test('waits as long as the server asks', () => {
    expect(result(503, '', { 'retry-after': '90' })).toMatchObject({ retryAfterMs: 90_000 });
    expect(result(429, '', { 'retry-after': 'Sun, 22 Nov 2026 12:00:05 GMT' })).toMatchObject({ retryAfterMs: 5_000 });
    expect(result(503)).not.toHaveProperty('retryAfterMs');
  });

  test('quotes the beginning of the answer, never the query of the URL', () => {
    expect(result(422, 'n must be a number')).toMatchObject({
      error: { message: 'POST https://example.com/work answered 422 Unprocessable Entity: n must be a number' },
    });
    const long = result(500, 'x'.repeat(5_000));
    expect(long.kind === 'failed' && long.error.message.length).toBe(
      1_024 + 'POST https://example.com/work answered 500 Internal Server Error: '.length,
    );
  });

  test('by a redirect that is not followed says where it points', () => {
    expect(result(301, '', { location: 'https://www.example.com/work' })).toMatchObject({
      error: { kind: 'permanent', message: expect.stringContaining('pointing to https://www.example.com/work') },
    });
  });
});
