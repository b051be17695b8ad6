import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compiledHostProgram, type HostProgram } from './host-program.ts';
import { startWorker } from './start-worker.ts';
// Made by scripts/build.ts from task-host/main.ts.
import hostSource from './task-host/bundle.generated.js' with { type: 'text' };

/** Writes the program of the task hosts where Bun can read it: a folder of our own that nobody else can write. */
function extractHost(): HostProgram {
  const folder = mkdtempSync(join(tmpdir(), 'fbrain-worker-'));
  chmodSync(folder, 0o700);
  const file = join(folder, 'task-host.js');
  writeFileSync(file, hostSource as unknown as string, { mode: 0o600 });
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return compiledHostProgram(file);
}

await startWorker(process.argv.slice(2), extractHost);
