import type { JsonObject } from '@fbrain/core/run/json';
import { signOut, token } from '../session/session.ts';
import { toApiError, unreachable } from './api-error.ts';

const BASE = '/api/v1';

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

/** Reads a resource. Throws an `ApiError`; a refused token ends the session. */
export const getJson = <T>(path: string, signal?: AbortSignal): Promise<T> =>
  request(path, signal ? { signal } : {}).then((response) => response.json() as Promise<T>);

/** Posts a body, or nothing. Throws like `getJson`. */
export const postJson = <T>(path: string, body?: object): Promise<T> => sendJson<T>('POST', path, body);

/** Changes what the body names. Throws like `getJson`. */
export const patchJson = <T>(path: string, body: object): Promise<T> => sendJson<T>('PATCH', path, body);

/** Removes a resource. Throws like `getJson`. */
export const deleteJson = async (path: string): Promise<void> => void (await request(path, { method: 'DELETE' }));

const sendJson = <T>(method: string, path: string, body?: object): Promise<T> =>
  request(path, {
    method,
    ...(body && { body: JSON.stringify(body as JsonObject), headers: { 'content-type': 'application/json' } }),
  }).then((response) => response.json() as Promise<T>);

/** Opens a stream of server-sent events. EventSource is no choice: it cannot send the token. */
export const openStream = (path: string, signal: AbortSignal): Promise<Response> =>
  request(path, { signal, headers: { accept: 'text/event-stream' }, cache: 'no-store' });

async function request(path: string, init: RequestInit): Promise<Response> {
  const usedToken = token();
  const headers = new Headers(init.headers);
  if (usedToken !== null) headers.set('authorization', `Bearer ${usedToken}`);
  const response = await fetch(BASE + path, { ...init, headers }).catch((cause: unknown) => {
    if (init.signal?.aborted) throw cause;
    throw unreachable();
  });
  if (response.ok) return response;
  // A late 401 of an old token must not end the session of a new one.
  if (response.status === 401 && usedToken === token()) signOut('refused');
  throw await toApiError(response);
}

/** Resolves when the server accepts a token, throws an `ApiError` when not. */
export async function checkToken(candidate: string): Promise<void> {
  // A token typed with characters that no header can carry is wrong before it is sent.
  const headers = { authorization: `Bearer ${encodeURI(candidate)}` };
  const response = await fetch(`${BASE}/queues`, { headers }).catch(() => {
    throw unreachable();
  });
  if (!response.ok) throw await toApiError(response);
}
