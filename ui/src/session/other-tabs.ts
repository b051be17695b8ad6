import { currentCredential } from './session.ts';

let channel: BroadcastChannel | undefined;
const opened = (): BroadcastChannel => {
  channel ??= new BroadcastChannel('fbrain.session');
  return channel;
};

/** Somebody signed in or out here: all tabs share the cookie. */
export const tellOtherTabs = (): void => opened().postMessage(null);

/** Calls back when somebody signed in or out in another tab; not for who came with a token, which is of one tab alone. */
export const followOtherTabs = (onChange: () => void): void =>
  opened().addEventListener('message', () => currentCredential().token === null && onChange());
