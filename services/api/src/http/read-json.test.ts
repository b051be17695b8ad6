import { expect, test } from 'bun:test';
import { DomainError } from '@fbrain/core/errors/domain-error';
import { readJson } from './read-json.ts';

const post = (
  body: string | ReadableStream,
  headers: Record<string, string> = { 'content-type': 'application/json' },
) => new Request('http://localhost/', { method: 'POST', body, headers });

async function codeOf(request: Request, limitBytes = 100): Promise<string> {
  const error = await readJson(request, limitBytes).catch((reason: unknown) => reason);
  return error instanceof DomainError ? error.code : `no DomainError: ${error}`;
}

function chunked(chunks: number): Request {
  const stream = new ReadableStream({
    start(controller) {
      for (let i = 0; i < chunks; i++) controller.enqueue(new TextEncoder().encode('[1,2,3,4,5,6,7,8]'));
      controller.close();
    },
  });
  return post(stream);
}

test('a JSON body is read, whatever the charset parameter or +json type', async () => {
  expect(await readJson(post('{"a":1}', { 'content-type': 'application/json; charset=utf-8' }), 100)).toEqual({ a: 1 });
  expect(await readJson(post('[]', { 'content-type': 'application/merge-patch+json' }), 100)).toEqual([]);
});

test('a body without length is read in chunks', async () => {
  expect(await readJson(chunked(1), 100)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

test('a body over the limit is refused, with and without a length', async () => {
  expect(await codeOf(post('x'.repeat(101), { 'content-type': 'application/json', 'content-length': '101' }))).toBe(
    'body-too-large',
  );
  expect(await codeOf(chunked(10))).toBe('body-too-large');
});

test('text that is no JSON, or no text at all, is refused', async () => {
  expect(await codeOf(post('{"a":'))).toBe('invalid-json');
  expect(await codeOf(post(''))).toBe('invalid-json');
});

test('another content type is refused', async () => {
  expect(await codeOf(post('a=1', { 'content-type': 'application/x-www-form-urlencoded' }))).toBe(
    'unsupported-media-type',
  );
  expect(await codeOf(post('{}', { 'content-type': 'application/jsonp' }))).toBe('unsupported-media-type');
});
