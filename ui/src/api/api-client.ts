import { CSRF_HEADER } from '@fbrain/core/access/session-cookie';
import type { JsonObject } from '@fbrain/core/run/json';
import { currentCredential, refuseSession } from '../session/session.ts';
import { ApiError, toApiError, unexplained, unreachable } from './api-error.ts';
import { toWriteError, unansweredKeys } from './unanswered.ts';

const BASE = '/api/v1';

/** The address of a resource, for links that the browser follows itself. */
export const apiUrl = (path: string): string => BASE + path;

type QueryValue = string | number | readonly string[] | null | undefined;

/** A query string: lists are repeated, empty values left out. Starts with `?` unless empty. */
export function toQueryString(query: Readonly<Record<string, QueryValue>>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== null && item !== '') params.append(name, String(item));
    }
  }
  const text = params.toString();
  return text && `?${text}`;
}

/** Reads a resource. Throws an `ApiError`; a refused credential ends the session. */
export const getJson = <T>(path: string, signal?: AbortSignal): Promise<T> =>
  request(path, signal ? { signal } : {}).then((response) => readJson<T>(response, signal));

/** Posts a body, or nothing. Throws like `getJson`. */
export const postJson = <T>(path: string, body?: object): Promise<T> => sendJson<T>('POST', path, body);

/**
 * Posts what must not be done twice, to a route that takes an `Idempotency-Key`: when no answer comes, sending the same
 * again does it once. Throws like `getJson`.
 */
export async function postOnce<T>(path: string, body?: object): Promise<T> {
  // A key that somebody has chosen is in the body.
  if (body && 'idempotencyKey' in body) return await postJson<T>(path, body);
  const what = JSON.stringify([path, body]);
  const headers = { 'idempotency-key': unansweredKeys.keyFor(what) };
  try {
    const answer = await sendJson<T>('POST', path, body, headers);
    unansweredKeys.answered(what);
    return answer;
  } catch (error) {
    if (error instanceof ApiError && error.status >= 400 && error.status < 500) unansweredKeys.answered(what);
    throw error;
  }
}

/** Puts something in the place of what is there. Throws like `getJson`. */
export const putJson = <T>(path: string, body: object): Promise<T> => sendJson<T>('PUT', path, body);

/** Changes what the body names. Throws like `getJson`. */
export const patchJson = <T>(path: string, body: object): Promise<T> => sendJson<T>('PATCH', path, body);

/** Removes a resource. Throws like `getJson`. */
export const deleteJson = async (path: string): Promise<void> =>
  void (await asWrite(request(path, { method: 'DELETE' })));

function sendJson<T>(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<T> {
  const answer = request(path, {
    method,
    headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body as JsonObject) }),
  });
  return asWrite(
    answer.then((response) => readJson<T>(response)),
    'idempotency-key' in headers,
  );
}

const asWrite = <T>(answer: Promise<T>, isKeyed = false): Promise<T> =>
  answer.catch((error: unknown) => {
    throw toWriteError(error, isKeyed);
  });

/** A proxy, or the sign-in of a network, may answer with a page of its own. */
async function readJson<T>(response: Response, signal?: AbortSignal): Promise<T> {
  try {
    return (await response.json()) as T;
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw cause instanceof SyntaxError ? unexplained(response.status) : unreachable();
  }
}

/** Opens a stream of server-sent events. EventSource is no choice: it cannot send an API token. */
export async function openStream(path: string, signal: AbortSignal): Promise<Response> {
  const headers = { accept: 'text/event-stream' };
  // Hints come after the data that they are about.
  const response = await request(path, { signal, headers, cache: 'no-store', priority: 'low' });
  if (response.headers.get('content-type')?.startsWith('text/event-stream')) return response;
  await response.body?.cancel();
  throw unexplained(response.status);
}

async function request(path: string, init: RequestInit): Promise<Response> {
  const used = currentCredential();
  const headers = new Headers(init.headers);
  // Pages of other origins cannot send it: who acts with a cookie must.
  headers.set(CSRF_HEADER, '1');
  if (used.token !== null) headers.set('authorization', `Bearer ${used.token}`);
  const response = await fetch(BASE + path, { ...init, headers }).catch((cause: unknown) => {
    if (init.signal?.aborted) throw cause;
    throw unreachable();
  });
  if (response.ok) return response;
  const error = await toApiError(response);
  // A late 401 of an old sign-in must not end a new one.
  if (error.code === 'unauthorized' && used.id === currentCredential().id) refuseSession();
  throw error;
}
