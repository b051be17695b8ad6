import { join } from 'node:path';
import { BUN, PROJECT_DIR } from '../project.ts';
import { quit, sentenceOf } from '../quit.ts';
import { onStopSignal } from '../stop-signal.ts';
import { newRunFolder } from './run-folder.ts';

export interface FreshBuild {
  /** For servers and data; gone at the end. */
  dir: string;
  distDir: string;
}

export interface FreshBuildOptions {
  /** Parts of the product that are built; default: all. */
  parts?: readonly string[];
  /** Begins the sentence about an error of `use`. */
  failure: string;
}

/**
 * Builds the product into a folder of its own, uses it, and ends the process: with 1 unless `use` says that all is well.
 * All that is started ends with the process.
 */
export async function runOnFreshBuild(
  { parts = [], failure }: FreshBuildOptions,
  use: (build: FreshBuild) => Promise<boolean>,
): Promise<never> {
  const folder = newRunFolder();
  onStopSignal(() => {
    folder.remove();
    process.exit(1);
  });
  const distDir = join(folder.dir, 'dist');
  const build = [BUN, 'scripts/build.ts', distDir, ...parts];
  const { success } = Bun.spawnSync(build, { cwd: PROJECT_DIR, stderr: 'inherit' });
  if (!success) quit('The services could not be built: see above.');
  const isGood = await use({ dir: folder.dir, distDir }).catch((error: unknown) => {
    console.error(`\n${failure}: ${sentenceOf(error)}`);
    return false;
  });
  folder.remove();
  process.exit(isGood ? 0 : 1);
}
