import { lstatSync, mkdirSync, mkdtempSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { boundGarbage } from './bound-garbage.ts';
import { compiledHostProgram, type HostProgram } from './host-program.ts';
import { startWorker } from './start-worker.ts';
// Made by scripts/build.ts from task-host/main.ts.
import hostSource from './task-host/bundle.generated.js' with { type: 'text' };

/** Writes the program of the task hosts where Bun can read it. */
function extractHost(): HostProgram {
  try {
    return compiledHostProgram(writeHost(hostSource as unknown as string));
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    throw new Error(
      `The program of the task hosts cannot be written to ${tmpdir()}: make room, mount a tmpfs there, or set TMPDIR to another folder. (${reason})`,
      { cause: error },
    );
  }
}

function writeHost(source: string): string {
  const file = join(ownFolder(source), 'task-host.js');
  // Renamed into place: a worker that starts at the same time never reads half a file.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, source, { mode: 0o600 });
  renameSync(draft, file);
  return file;
}

/**
 * A folder that nobody else can write. One per user and release, so that workers which are killed leave no more than
 * that behind; should somebody else have taken the name, a fresh one.
 */
function ownFolder(source: string): string {
  const uid = process.getuid?.() ?? 0;
  const folder = join(tmpdir(), `fbrain-worker-${uid}-${Bun.hash(source).toString(36)}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  const isOurs = found.isDirectory() && found.uid === uid && (found.mode & 0o077) === 0;
  return isOurs ? folder : mkdtempSync(`${folder}-`);
}

const args = process.argv.slice(2);
// The other commands have ended before it would matter.
if (args[0] === undefined || args[0] === 'run') boundGarbage(args);
await startWorker(args, extractHost);
