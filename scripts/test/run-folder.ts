import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { lockFolder } from '@fbrain/local-stack/folder-lock';
import { PROJECT_DIR } from '../project.ts';

/** A new folder for what one test run leaves on disk. Removes those of earlier runs that were killed. */
export function newRunFolder(parent = join(PROJECT_DIR, '.tmp')): { dir: string; remove(): void } {
  mkdirSync(parent, { recursive: true });
  for (const name of readdirSync(parent)) if (name.startsWith('test-')) removeUnlessInUse(join(parent, name));
  const dir = mkdtempSync(join(parent, 'test-'));
  const unlock = lockFolder(dir);
  const remove = () => {
    unlock();
    rmSync(dir, { recursive: true, force: true });
  };
  return { dir, remove };
}

function removeUnlessInUse(dir: string): void {
  try {
    lockFolder(dir)();
    rmSync(dir, { recursive: true, force: true });
  } catch {
    // Another test run works in it.
  }
}
