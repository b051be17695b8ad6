import type { Json } from '@fbrain/core/run/json';
import { changeAt, changeSealed, SECRET_MARK, toSealed } from '@fbrain/core/secret/sealed-json';
import type { SecretPath } from '@fbrain/core/secret/secret-paths';
import type { Keyring, Place } from './keyring.ts';

/** What a payload is: a ciphertext of one kind and task does not open as another. */
export interface Payload {
  kind: 'input' | 'output';
  task: string;
}

/** A payload in clear. */
export interface OpenedJson {
  value: Json;
  /** What was secret in it, by JSON pointer. */
  secrets: ReadonlyMap<string, Json>;
}

/** A copy whose secret fields are ciphertexts: what may be stored. */
export const sealJson = (keyring: Keyring, payload: Payload, paths: readonly SecretPath[], value: Json): Json =>
  changeAt(value, paths, (secret, pointer) =>
    toSealed(keyring.seal(JSON.stringify(secret), placeOf(payload, pointer))),
  );

/** A copy with every ciphertext in clear. Throws UnreadableSecretError. */
export function openJson(keyring: Keyring, payload: Payload, value: Json): OpenedJson {
  const secrets = new Map<string, Json>();
  const opened = changeSealed(value, (ciphertext, pointer) => {
    const secret: Json = JSON.parse(keyring.open(ciphertext, placeOf(payload, pointer)));
    secrets.set(pointer, secret);
    return secret;
  });
  return { value: opened, secrets };
}

/** A copy whose ciphertexts are all made by the newest key; the value itself where they are. */
export const resealJson = (keyring: Keyring, payload: Payload, value: Json): Json =>
  changeSealed(value, (ciphertext, pointer) => {
    if (keyring.isCurrent(ciphertext)) return toSealed(ciphertext);
    const place = placeOf(payload, pointer);
    return toSealed(keyring.seal(keyring.open(ciphertext, place), place));
  });

/** Cheap look at a JSON text: false = it certainly holds no ciphertext. */
export const mayHoldSecrets = (json: string): boolean => json.includes(`"${SECRET_MARK}"`);

/** The texts inside of a value, numbers among them: what a log must not show. */
export function textsOf(value: Json): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsOf) : [];
}

/** By task and place, not by run: a replay takes the ciphertext along. */
const placeOf = ({ kind, task }: Payload, pointer: string): Place => ({
  purpose: `run.${kind}`,
  row: `${task}${pointer}`,
});
