import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** The text kept in `file`; made and kept the first time. Readable by its owner only, as it may be a secret. */
export function keptValue(file: string, make: () => string): string {
  const kept = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  return kept === '' ? keepValue(file, make()) : kept;
}

/** Writes `value` to `file`, readable by its owner only, and returns it. */
export function keepValue(file: string, value: string): string {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${value}\n`, { mode: 0o600 });
  // `mode` counts only for a new file: an old one may be open to others.
  chmodSync(file, 0o600);
  return value;
}

/** 192 random bits as text that needs no escaping in URLs, shells and configuration files. */
export function randomSecret(): string {
  return randomBytes(24).toString('hex');
}
