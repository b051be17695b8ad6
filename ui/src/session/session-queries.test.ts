import { afterAll, afterEach, beforeEach, expect, spyOn, test } from 'bun:test';
import type { Session } from '@fbrain/core/access/session';
import { getJson } from '../api/api-client.ts';
import { beginSession, endSession, isSessionOver, session, useToken } from './session.ts';
import { restoreSession } from './session-queries.ts';

/** A tab keeps its token there; Bun has none. */
const stored = new Map<string, string>();
Object.assign(globalThis, {
  sessionStorage: {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
  },
});

const sessionOf = (id: string): Session => ({
  principal: { kind: 'user', id, name: id },
  permissions: [],
  tasks: null,
  queues: null,
  user: null,
  expiresAt: null,
});
const whoIsIn = () => session()?.principal.id ?? null;

/** Requests that wait for their answer, in the order that they were sent. */
let asked: { path: string; answer: (response: Response) => void }[] = [];
const fetched = spyOn(globalThis, 'fetch');
beforeEach(() => {
  asked = [];
  fetched.mockImplementation(((path: string) => {
    const { promise, resolve } = Promise.withResolvers<Response>();
    asked.push({ path, answer: resolve });
    return promise;
  }) as typeof fetch);
});
afterEach(() => endSession(null));
afterAll(() => {
  fetched.mockRestore();
  Reflect.deleteProperty(globalThis, 'sessionStorage');
});

const refusal = (status: number) =>
  Response.json({ code: status === 401 ? 'unauthorized' : 'not-found', detail: 'no', errors: [] }, { status });
const state = (of: Session | null) => Response.json({ session: of });

test('a late refusal of what was sent with the old cookie does not end the sign-in of another tab', async () => {
  beginSession(sessionOf('ada'));
  const late = getJson('/runs').catch(() => 'refused');
  const restored = restoreSession();
  asked[1]?.answer(state(sessionOf('bob')));
  await restored;
  asked[0]?.answer(refusal(401));
  expect(await late).toBe('refused');
  expect([whoIsIn(), isSessionOver()]).toEqual(['bob', false]);
});

test('of two changes in another tab the later one counts', async () => {
  const restored = [restoreSession(), restoreSession()];
  asked[0]?.answer(state(null));
  asked[1]?.answer(state(sessionOf('bob')));
  await Promise.all(restored);
  expect(whoIsIn()).toBe('bob');
});

test('an answer about the cookie does not undo a sign-in with a token that has begun here', async () => {
  const restored = restoreSession();
  useToken('mine');
  beginSession(sessionOf('robot'));
  asked[0]?.answer(state(null));
  await restored;
  expect([whoIsIn(), stored.get('fbrain.token')]).toEqual(['robot', 'mine']);
});

test('replicas of the previous release, which do not know the state, let people in and ask strangers', async () => {
  for (const [answer, expected] of [
    [Response.json(sessionOf('ada')), 'ada'],
    [refusal(401), null],
    [refusal(403), null],
  ] as const) {
    fetched.mockImplementation((async (path: string) =>
      path === '/api/v1/session' ? answer : refusal(404)) as typeof fetch);
    await restoreSession();
    expect(whoIsIn()).toBe(expected);
  }
});
