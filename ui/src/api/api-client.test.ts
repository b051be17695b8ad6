import { afterAll, afterEach, expect, spyOn, test } from 'bun:test';
import { getJson, postJson, postOnce, toQueryString } from './api-client.ts';
import type { ApiError } from './api-error.ts';

test('a query string repeats lists and leaves out what is empty', () => {
  expect(toQueryString({ state: ['queued', 'failed'], q: '', task: undefined, limit: 50, cursor: 'a/b' })).toBe(
    '?state=queued&state=failed&limit=50&cursor=a%2Fb',
  );
  expect(toQueryString({ state: [], cursor: null })).toBe('');
});

const fetched = spyOn(globalThis, 'fetch');
afterEach(() => void fetched.mockReset());
afterAll(() => fetched.mockRestore());

const answerWith = (answer: () => Response) =>
  fetched.mockImplementation((async () => answer()) as unknown as typeof fetch);
const failureOf = (answer: Promise<unknown>) => answer.then(() => null).catch((error: ApiError) => error);

test('a write whose answer breaks off after its headers may have been done; a read just failed', async () => {
  const breakOff = () => new Response(new ReadableStream({ pull: (body) => body.error(new TypeError('cut')) }));
  for (const answer of [breakOff, () => new Response('{"id": "ru')]) {
    answerWith(answer);
    expect((await failureOf(postJson('/tasks')))?.message).toContain('may or may not have been done');
    expect((await failureOf(getJson('/tasks')))?.message).not.toContain('may or may not have been done');
  }
});

test('what broke off goes out again with the same key', async () => {
  answerWith(() => new Response('{"id": "ru'));
  expect((await failureOf(postOnce('/runs', { task: 'a' })))?.message).toContain('it is done once');
  answerWith(() => Response.json({ id: 'run' }, { status: 201 }));
  await postOnce('/runs', { task: 'a' });
  await postOnce('/runs', { task: 'a' });
  const [first, again, another] = fetched.mock.calls.map(([, init]) =>
    new Headers(init?.headers).get('idempotency-key'),
  );
  expect(again).toBe(first ?? '');
  expect(another).not.toBe(first);
});

test('a proxy that says when to come back is heard', async () => {
  answerWith(() => new Response('<h1>busy</h1>', { status: 503, headers: { 'retry-after': '7' } }));
  expect(await failureOf(getJson('/tasks'))).toMatchObject({ code: 'unexplained', status: 503, retryAfterMs: 7_000 });
});
