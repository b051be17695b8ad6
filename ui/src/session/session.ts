import { createSignal } from 'solid-js';

const STORAGE_KEY = 'fbrain.token';

/** Why there is no session: shown on the sign-in page. */
export type SignedOutReason = 'refused' | 'signed-out' | null;

const [token, setToken] = createSignal<string | null>(null);
const [signedOutReason, setSignedOutReason] = createSignal<SignedOutReason>(null);

export { signedOutReason, token };

/** Takes the token of `#token=…` (then removes it from the address bar and history) or the one kept from last time. */
export function restoreSession(): void {
  const fromUrl = new URLSearchParams(location.hash.slice(1)).get('token');
  if (fromUrl) {
    history.replaceState(history.state, '', location.pathname + location.search);
    signIn(fromUrl);
  } else {
    setToken(localStorage.getItem(STORAGE_KEY));
  }
}

export function signIn(newToken: string): void {
  localStorage.setItem(STORAGE_KEY, newToken);
  setSignedOutReason(null);
  setToken(newToken);
}

/** Forgets the token. The sign-in page takes over and leads back to the same address. */
export function signOut(reason: SignedOutReason): void {
  localStorage.removeItem(STORAGE_KEY);
  setSignedOutReason(reason);
  setToken(null);
}
