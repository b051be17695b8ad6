import { Database } from 'bun:sqlite';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** Lets go of the folder. Safe to call twice. */
export type Unlock = () => void;

/**
 * Claims a folder for this process, or throws one clear sentence if another living process holds it. The lock is an
 * open SQLite transaction: the kernel lets go of it however its holder ends, and no process id is ever mistaken.
 */
export function lockFolder(dir: string): Unlock {
  mkdirSync(dir, { recursive: true });
  const lock = new Database(join(dir, 'lock'));
  try {
    lock.run('begin exclusive');
  } catch (cause) {
    lock.close();
    throw new Error(`${dir} is in use by another "bun run dev" or test run: stop that one first.`, { cause });
  }
  return () => lock.close();
}
