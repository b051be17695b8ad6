import { CSRF_HEADER } from '@fbrain/core/access/session-cookie';
import type { JsonObject } from '@fbrain/core/run/json';
import { currentCredential, endSession, session } from '../session/session.ts';
import { toApiError, unreachable } from './api-error.ts';

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
  request(path, signal ? { signal } : {}).then((response) => response.json() as Promise<T>);

/** Posts a body, or nothing. Throws like `getJson`. */
export const postJson = <T>(path: string, body?: object): Promise<T> => sendJson<T>('POST', path, body);

/** Puts something in the place of what is there. Throws like `getJson`. */
export const putJson = <T>(path: string, body: object): Promise<T> => sendJson<T>('PUT', path, body);

/** Changes what the body names. Throws like `getJson`. */
export const patchJson = <T>(path: string, body: object): Promise<T> => sendJson<T>('PATCH', path, body);

/** Removes a resource. Throws like `getJson`. */
export const deleteJson = async (path: string): Promise<void> => void (await request(path, { method: 'DELETE' }));

const sendJson = <T>(method: string, path: string, body?: object): Promise<T> =>
  request(path, {
    method,
    ...(body && { body: JSON.stringify(body as JsonObject), headers: { 'content-type': 'application/json' } }),
  }).then((response) => response.json() as Promise<T>);

/** Opens a stream of server-sent events. EventSource is no choice: it cannot send an API token. */
export const openStream = (path: string, signal: AbortSignal): Promise<Response> =>
  request(path, { signal, headers: { accept: 'text/event-stream' }, cache: 'no-store' });

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
  if (error.code === 'unauthorized' && session() && used.id === currentCredential().id) endSession('refused');
  throw error;
}
