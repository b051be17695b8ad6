import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for temporary files of one task host or one attempt of a program: its TMPDIR, closed to other users. */
export interface ScratchFolder {
  path: string;
  /**
   * Does not block, as there may be much in it. Never rejects: what cannot be removed now is removed by the next worker
   * that starts.
   */
  remove(): Promise<void>;
}

/** Names the worker, so that what it left behind can be told from what is in use. */
const NAME = /^fbrain-task-(\d+)-/;

export function newScratchFolder(): ScratchFolder {
  const path = mkdtempSync(join(tmpdir(), `fbrain-task-${process.pid}-`));
  // Of another user, or still written to.
  return { path, remove: () => rm(path, { recursive: true, force: true }).catch(() => {}) };
}

/** Removes all folders of this process, and of workers that were killed: for when none of this one are in use. */
export function removeScratchFolders(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(NAME.exec(name)?.[1] ?? Number.NaN);
    // In a container each worker has the same number as the one before it.
    if (pid === process.pid || (pid > 0 && !isAlive(pid))) tryRemove(join(tmpdir(), name));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: of another user, so alive.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function tryRemove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // Of another user, or still written to.
  }
}
