import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { lockFolder } from '@fbrain/local-stack/folder-lock';
import { PROJECT_DIR } from '../project.ts';

export interface RunFolder {
  dir: string;
  /** Marks what the tests start; children inherit it. */
  env: Record<string, string>;
  /** Ends every process that still carries the mark and removes the folder. */
  remove(): void;
}

const MARK = 'TEST_RUN_DIR';

/** A new folder for what one test run leaves on disk. Clears away what earlier runs left that were killed. */
export function newRunFolder(parent = join(PROJECT_DIR, '.tmp')): RunFolder {
  mkdirSync(parent, { recursive: true });
  for (const name of readdirSync(parent)) if (name.startsWith('test-')) clearUnlessInUse(join(parent, name));
  const dir = mkdtempSync(join(parent, 'test-'));
  const unlock = lockFolder(dir);
  const remove = () => {
    unlock();
    clear(dir);
  };
  return { dir, env: { [MARK]: dir }, remove };
}

function clearUnlessInUse(dir: string): void {
  try {
    lockFolder(dir)();
  } catch {
    // Another test run works in it.
    return;
  }
  clear(dir);
}

function clear(dir: string): void {
  for (const pid of processesMarked(dir)) process.kill(pid, 'SIGKILL');
  rmSync(dir, { recursive: true, force: true });
}

/** Not Bun's --no-orphans: it makes the tests the parent of every orphan, and never lets these end for good. */
function processesMarked(dir: string): number[] {
  if (!existsSync('/proc/self/environ')) return [];
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 1 && environmentOf(pid).split('\0').includes(`${MARK}=${dir}`));
}

/** A process shows nothing of its environment while it begins its program; whoever waits some milliseconds sees it. */
const STARTING_TRIES = 20;

/** Empty for a process that has just ended, or that belongs to somebody else. */
function environmentOf(pid: number): string {
  try {
    for (let tries = 0; tries < STARTING_TRIES; tries++) {
      const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
      // What has no program is a part of the kernel, or has ended.
      if (environment !== '' || !existsSync(`/proc/${pid}/exe`)) return environment;
      Bun.sleepSync(1);
    }
    return '';
  } catch {
    return '';
  }
}
