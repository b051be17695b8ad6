import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installDependencies } from './install-dependencies.ts';
import { BUN, PROJECT_DIR } from './project.ts';
import { quit, sentenceOf } from './quit.ts';

/** `bun run bench [soak|schedules]`: builds what is measured if it is missing, then measures (bench/). */
installDependencies();
const distDir = join(PROJECT_DIR, 'dist');
if (!existsSync(join(distDir, 'fbrain-worker'))) {
  const { success } = Bun.spawnSync([BUN, 'scripts/build.ts'], {
    cwd: PROJECT_DIR,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (!success) quit('The services could not be built: see above.');
}
const [, , ...args] = Bun.argv;
const paths = { distDir, tasksDir: join(PROJECT_DIR, 'tasks'), projectDir: PROJECT_DIR };
const [what, ...rest] = args;
const measure = async () => {
  if (what === 'soak') return (await import('../bench/soak.ts')).runSoak(rest, paths);
  if (what === 'schedules') return (await import('../bench/schedules.ts')).runScheduleBench(rest, paths);
  return (await import('../bench/run-bench.ts')).runBench(args, paths);
};
await measure().catch((error: unknown) => quit(sentenceOf(error)));
