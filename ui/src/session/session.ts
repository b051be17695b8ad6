import type { Permission } from '@fbrain/core/access/permission';
import type { Session } from '@fbrain/core/access/session';
import { batch, createSignal } from 'solid-js';
import { forgetUnanswered } from '../api/unanswered.ts';

/** Why there is no session: shown on the sign-in page. `not-told`: signed out here, but the server does not know. */
export type SignedOutReason = 'signed-out' | 'not-told' | 'password-set' | null;

/** Undefined until the server was asked. */
const [session, setSession] = createSignal<Session | null>();
const [signedOutReason, setSignedOutReason] = createSignal<SignedOutReason>(null);
/** The server takes the session no more. It is kept all the same until somebody signs in: so is what was typed. */
const [isSessionOver, setIsSessionOver] = createSignal(false);

export { isSessionOver, session, signedOutReason };

const STORAGE_KEY = 'fbrain.token';
/** Of who signed in with an API token; people have a cookie, which no script can read. Kept for this tab alone. */
let token: string | null = null;
/** Which sign-in requests belong to. */
let credential = 0;

/** What a request must carry, and what tells later whether it was sent under the present sign-in. */
export const currentCredential = (): { token: string | null; id: number } => ({ token, id: credential });

/**
 * Takes up the API token that this tab was signed in with, or the cookie, which may be of another sign-in than before.
 * Returns what tells whether another sign-in has begun since.
 */
export function restoreToken(): number {
  token = sessionStorage.getItem(STORAGE_KEY);
  return ++credential;
}

/** Makes requests carry an API token, or with null the cookie. */
export function useToken(newToken: string | null): void {
  token = newToken;
  credential++;
  if (newToken === null) sessionStorage.removeItem(STORAGE_KEY);
  else sessionStorage.setItem(STORAGE_KEY, newToken);
}

export function beginSession(begun: Session | null): void {
  // What was sent while somebody signed in had the cookie from before.
  credential++;
  forgetUnanswered();
  batch(() => {
    setSignedOutReason(null);
    setIsSessionOver(false);
    setSession(begun);
  });
}

/** A request was refused: whoever is signed in has to do so again. */
export const refuseSession = (): void => void (session() && setIsSessionOver(true));

/** Something about who is signed in has changed. */
export const changeSession = (changed: Session): void => void setSession(changed);

/** Forgets who was signed in. The sign-in page takes over and leads back to the same address. */
export function endSession(reason: SignedOutReason): void {
  useToken(null);
  forgetUnanswered();
  batch(() => {
    setSignedOutReason(reason);
    setIsSessionOver(false);
    setSession(null);
  });
}

/** Whether who is signed in may do this. The server decides anyway: this is for buttons. */
export const can = (permission: Permission): boolean => session()?.permissions.includes(permission) ?? false;
