import { list } from '../config/parse.ts';
import type { Declarations } from '../config/variable.ts';

/** 32 characters of hex are 128 bits: what is shorter was typed by a person and can be guessed. */
const MIN_LENGTH = 32;

/** The variable of every service that reads or writes encrypted data. All of them must be given the same keys. */
export const SECRET_KEY_VARIABLES = {
  secretKeys: {
    env: 'SECRET_KEY',
    doc: 'Encrypts secrets in the database; the same for API and workers. Make one with `openssl rand -hex 32` and keep it: without it they are lost. Several, comma separated: the first encrypts, all decrypt.',
    parse: parseSecretKeys,
    secret: true,
  },
} as const satisfies Declarations;

/** Reads one or more keys. Its errors never repeat a key. */
function parseSecretKeys(text: string): readonly string[] {
  const keys = list(text);
  const short = keys.findIndex((key) => key.length < MIN_LENGTH);
  if (keys.length === 0 || short >= 0) {
    const which = keys.length > 1 ? `, its key ${short + 1} has ${keys[short]?.length}` : '';
    throw new Error(`must have at least ${MIN_LENGTH} characters${which}: make one with \`openssl rand -hex 32\``);
  }
  if (new Set(keys).size < keys.length) throw new Error('names the same key twice: remove one of them');
  return keys;
}
