import { describe, expect, test } from 'bun:test';
import { createKeyring, isSealed, UnreadableSecretError } from './keyring.ts';

const OLD = 'old-key-0123456789abcdef0123456789';
const NEW = 'new-key-0123456789abcdef0123456789';
const PLACE = { purpose: 'secret.value', row: 'smtp' };

const before = createKeyring([OLD]);
const rotated = createKeyring([NEW, OLD]);

describe('the keyring', () => {
  test('opens what it sealed, whatever the text', () => {
    for (const text of ['', 'x', 'pass word', '🔑 naïve\0', 'a'.repeat(100_000)]) {
      expect(before.open(before.seal(text, PLACE), PLACE)).toBe(text);
    }
  });

  test('the same text never gives the same ciphertext, and none holds the text', () => {
    const sealed = [before.seal('hunter2', PLACE), before.seal('hunter2', PLACE)];
    expect(sealed[0]).not.toBe(sealed[1]);
    expect(sealed.every(isSealed)).toBe(true);
    expect(sealed.join()).not.toContain('hunter2');
    expect(sealed.join()).not.toContain(Buffer.from('hunter2').toString('base64url'));
  });

  test('a ciphertext of which any character was changed does not open', () => {
    const sealed = before.seal('hunter2', PLACE);
    for (let index = 0; index < sealed.length - 1; index++) {
      const changed = `${sealed.slice(0, index)}${sealed[index] === 'A' ? 'B' : 'A'}${sealed.slice(index + 1)}`;
      expect(() => before.open(changed, PLACE)).toThrow(UnreadableSecretError);
    }
  });

  test('a ciphertext that was cut or is none does not open', () => {
    const sealed = before.seal('hunter2', PLACE);
    for (const text of ['', 'v1', 'v1..', 'hunter2', sealed.slice(0, 20), sealed.slice(0, -4), `${sealed}AAAA`]) {
      expect(() => before.open(text, PLACE)).toThrow(UnreadableSecretError);
    }
  });

  test('a ciphertext that was moved to another row or another use does not open', () => {
    const sealed = before.seal('hunter2', PLACE);
    expect(() => before.open(sealed, { ...PLACE, row: 'imap' })).toThrow('belongs elsewhere');
    expect(() => before.open(sealed, { ...PLACE, purpose: 'totp.seed' })).toThrow('belongs elsewhere');
  });

  test('another key does not open it, and the error names the key that is missing', () => {
    const sealed = before.seal('hunter2', PLACE);
    expect(() => createKeyring([NEW]).open(sealed, PLACE)).toThrow(`SECRET_KEY lacks the key ${before.newestKeyId}`);
  });

  test('after a rotation the first key encrypts and all decrypt', () => {
    const sealed = before.seal('hunter2', PLACE);
    expect(rotated.open(sealed, PLACE)).toBe('hunter2');
    expect(rotated.isCurrent(sealed)).toBe(false);
    const again = rotated.seal('hunter2', PLACE);
    expect(rotated.isCurrent(again)).toBe(true);
    expect(createKeyring([NEW]).open(again, PLACE)).toBe('hunter2');
  });

  test('keys for other uses differ by use and by key', () => {
    const derived = [before.deriveKey('a'), before.deriveKey('b'), rotated.deriveKey('a')].map((key) =>
      Buffer.from(key).toString('hex'),
    );
    expect(new Set(derived).size).toBe(3);
    expect(derived[0]).toHaveLength(64);
  });
});
