import type {
  PasswordChange,
  PasswordResetRequest,
  RecoveryCodes,
  SecondFactorSecret,
  Session,
  SessionInfo,
  SessionState,
  SetupRequest,
  SetupState,
  SignInRequest,
} from '@fbrain/core/access/session';
import { queryOptions } from '@tanstack/solid-query';
import { deleteJson, getJson, postJson, putJson } from '../api/api-client.ts';
import { ApiError } from '../api/api-error.ts';
import { tellOtherTabs } from './other-tabs.ts';
import { beginSession, changeSession, currentCredential, endSession, restoreToken, useToken } from './session.ts';

export const sessionKeys = { sessions: ['sessions'] as const };

/**
 * Finds out who is signed in, at the start of the page and when another tab says that it changed. Throws an `ApiError`
 * if the server does not answer.
 */
export async function restoreSession(): Promise<void> {
  const asked = restoreToken();
  const session = await readSession();
  // Somebody has signed in or out here meanwhile, or it was asked again: the answer is of before.
  if (asked !== currentCredential().id) return;
  if (!session) useToken(null);
  beginSession(session);
}

/** For one release: a replica of the previous one does not know the state, and answers strangers with 401 or 403. */
async function readSession(): Promise<Session | null> {
  const statusOf = (error: unknown) => (error instanceof ApiError ? error.status : null);
  try {
    return (await getJson<SessionState>('/session/state')).session;
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
  }
  return getJson<Session>('/session').catch((error: unknown) => {
    if (statusOf(error) === 401 || statusOf(error) === 403) return null;
    throw error;
  });
}

export async function signIn(request: SignInRequest): Promise<void> {
  useToken(null);
  beginSession(await postJson<Session>('/session', request));
  tellOtherTabs();
}

/** For who has an API token instead of an account. */
export async function signInWithToken(token: string): Promise<void> {
  // A token typed with characters that no header can carry is wrong before it is sent.
  useToken(encodeURI(token));
  try {
    beginSession(await getJson<Session>('/session'));
  } catch (error) {
    useToken(null);
    throw error;
  }
}

/** Ends the session here and on the server. */
export async function signOut(): Promise<void> {
  const isTold = await deleteJson('/session').then(
    () => true,
    (error: unknown) => error instanceof ApiError && error.status === 401,
  );
  endSession(isTold ? 'signed-out' : 'not-told');
  tellOtherTabs();
}

export const readSetup = (): Promise<SetupState> => getJson<SetupState>('/setup');

/** Makes the first admin, whose cookie the answer brings. */
export const setUp = (request: SetupRequest): Promise<Session> => postJson<Session>('/setup', request);

export const resetPassword = (request: PasswordResetRequest): Promise<unknown> => postJson('/password-reset', request);

export const changePassword = (change: PasswordChange): Promise<unknown> => putJson('/session/password', change);

export const proposeSecondFactor = (password: string): Promise<SecondFactorSecret> =>
  postJson<SecondFactorSecret>('/session/second-factor', { password });

export async function confirmSecondFactor(code: string): Promise<RecoveryCodes> {
  const codes = await postJson<RecoveryCodes>('/session/second-factor/confirm', { code });
  changeSession(await getJson<Session>('/session'));
  return codes;
}

export async function removeSecondFactor(password: string): Promise<void> {
  await postJson('/session/second-factor/remove', { password });
  changeSession(await getJson<Session>('/session'));
}

export const sessionsQuery = () =>
  queryOptions({
    queryKey: sessionKeys.sessions,
    queryFn: ({ signal }) => getJson<{ items: SessionInfo[] }>('/sessions', signal),
  });

export const endOneSession = (id: string): Promise<void> => deleteJson(`/sessions/${id}`);
export const endOtherSessions = (): Promise<void> => deleteJson('/sessions');
