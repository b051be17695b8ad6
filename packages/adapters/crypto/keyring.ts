import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { DomainError } from '@fbrain/core/errors/domain-error';

/**
 * Where a ciphertext belongs. `purpose` (such as "secret.value") chooses the key, so that data of one kind says nothing
 * about another; `row` is bound to the ciphertext, which therefore opens nowhere else.
 */
export interface Place {
  purpose: string;
  row: string;
}

/** Encrypts and decrypts texts for the database. */
export interface Keyring {
  /** Short name of the key that encrypts; a part of every ciphertext it makes. */
  readonly newestKeyId: string;
  /** Letters, digits, "-", "_" and "." only. The same text never gives the same ciphertext twice. */
  seal(text: string, place: Place): string;
  /** Throws an UnreadableSecretError where the key is absent, the ciphertext was changed, or it belongs elsewhere. */
  open(sealed: string, place: Place): string;
  /** Whether the newest key made it; false = rotation has yet to seal it again. */
  isCurrent(sealed: string): boolean;
  /** 32 bytes for another use of the newest key, such as a MAC, that no other purpose shares. */
  deriveKey(purpose: string): Uint8Array;
}

/** A ciphertext that cannot be read. The message says what to do and holds nothing secret. */
export class UnreadableSecretError extends DomainError {
  constructor(message: string, cause?: unknown) {
    super('secret-unreadable', message, cause === undefined ? {} : { cause });
  }
}

const VERSION = 'v1';
const SEALED = /^v1\.([0-9a-f]{8})\.([A-Za-z0-9_-]+)$/;
const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
/** What GCM is made for. Random ones are safe for 2^32 ciphertexts of one purpose under one key. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Keys come from the configuration: the first encrypts, all decrypt. */
export function createKeyring(secretKeys: readonly string[]): Keyring {
  const keys = new Map(secretKeys.map((secretKey) => [keyId(secretKey), keyDeriver(secretKey)]));
  const [newest] = keys;
  if (newest === undefined) throw new Error('A keyring needs at least one key.');
  const [newestKeyId, deriveNewest] = newest;
  return {
    newestKeyId,
    seal: (text, place) => `${VERSION}.${newestKeyId}.${encrypt(text, deriveNewest(place.purpose), place)}`,
    open(sealed, place) {
      const [, id = '', body = ''] = SEALED.exec(sealed) ?? [];
      const derive = keys.get(id);
      if (derive === undefined) throw new UnreadableSecretError(whyUnreadable(id));
      return decrypt(body, derive(place.purpose), place);
    },
    isCurrent: (sealed) => sealed.startsWith(`${VERSION}.${newestKeyId}.`),
    deriveKey: (purpose) => deriveNewest(`derived:${purpose}`),
  };
}

/** Whether a text has the form of a ciphertext. Says nothing about whether it opens. */
export const isSealed = (text: unknown): text is string => typeof text === 'string' && SEALED.test(text);

function encrypt(text: string, key: Uint8Array, place: Place): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce);
  cipher.setAAD(associatedData(place));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, body, cipher.getAuthTag()]).toString('base64url');
}

function decrypt(encoded: string, key: Uint8Array, place: Place): string {
  const bytes = Buffer.from(encoded, 'base64url');
  try {
    const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(associatedData(place));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    const body = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
    return Buffer.concat([body, decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new UnreadableSecretError(
      'A secret cannot be decrypted: its ciphertext was changed or belongs elsewhere. Set the secret again.',
      cause,
    );
  }
}

const associatedData = ({ purpose, row }: Place): Buffer => Buffer.from(JSON.stringify([purpose, row]));

const whyUnreadable = (id: string): string =>
  id === ''
    ? 'A secret cannot be decrypted: it is no ciphertext of F_BRAIN. Set the secret again.'
    : `A secret cannot be decrypted: SECRET_KEY lacks the key ${id} that made it. Add that key behind the others.`;

/** Derived once per purpose: the callers' purposes are few and fixed. */
function keyDeriver(secretKey: string): (purpose: string) => Uint8Array {
  const derived = new Map<string, Uint8Array>();
  return (purpose) => {
    const known = derived.get(purpose);
    if (known !== undefined) return known;
    const key = derive(secretKey, purpose, KEY_BYTES);
    derived.set(purpose, key);
    return key;
  };
}

/** One-way: who sees the id learns nothing of a key. */
const keyId = (secretKey: string): string => Buffer.from(derive(secretKey, 'key id', 4)).toString('hex');

/** No salt: the keys are random already, and every process must derive the same. */
const derive = (secretKey: string, purpose: string, bytes: number): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', secretKey, '', `fbrain ${purpose}`, bytes));
