import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BUN, PROJECT_DIR } from './project.ts';
import { quit } from './quit.ts';

/** Installs what bun.lock names. Takes a moment when everything is there, and then needs no network. */
export function installDependencies(): void {
  if (!existsSync(join(PROJECT_DIR, 'node_modules'))) console.log('Installing dependencies …');
  const run = Bun.spawnSync([BUN, 'install', '--frozen-lockfile'], {
    cwd: PROJECT_DIR,
    stdout: 'pipe',
    stderr: 'pipe',
  });
  if (run.success) return;
  quit(`The dependencies could not be installed; "bun install" says:\n${run.stderr.toString().trim()}`);
}
