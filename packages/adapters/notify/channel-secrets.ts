import type { ChannelSecrets } from '@fbrain/core/notification/channel';
import type { Keyring } from '../crypto/keyring.ts';

const placeOf = (id: string) => ({ purpose: 'notification.channel', row: id });

/** The secrets of a channel as they are stored: one ciphertext, which opens for this channel only. */
export const sealSecrets = (keyring: Keyring, id: string, secrets: ChannelSecrets): string =>
  keyring.seal(JSON.stringify(secrets), placeOf(id));

/** Throws UnreadableSecretError. */
export const openSecrets = (keyring: Keyring, { id, secrets }: { id: string; secrets: string }): ChannelSecrets =>
  JSON.parse(keyring.open(secrets, placeOf(id))) as ChannelSecrets;
