import { join } from 'node:path';
import { installDependencies } from './install-dependencies.ts';
import { BUN, PROJECT_DIR } from './project.ts';
import { quit, sentenceOf } from './quit.ts';
import { onStopSignal } from './stop-signal.ts';

/** `bun run bench:ui`: builds the product and measures its UI in a browser (bench/ui). */
installDependencies();
const { findRabbitmq } = await import('@fbrain/local-stack/rabbitmq-node');
const { runUiBench, UI_BENCH_HELP } = await import('../bench/ui/run-ui-bench.ts');
const { canInstallPackages, installDebianPackages } = await import('./test/install-debian-packages.ts');
const { newRunFolder } = await import('./test/run-folder.ts');

const [, , ...args] = Bun.argv;
if (args.includes('--help') || args.includes('-h')) {
  process.stdout.write(UI_BENCH_HELP);
  process.exit(0);
}
const absent = [
  ...(findRabbitmq() ? [] : ['rabbitmq-server']),
  ...(Bun.which('nginx') ? [] : ['nginx-light']),
  ...(Bun.which('chromium') ? [] : ['chromium']),
];
if (absent.length > 0 && canInstallPackages()) installDebianPackages(absent);
const chromium = Bun.which('chromium');
if (!findRabbitmq() || !Bun.which('nginx') || chromium === null)
  quit(`The bench needs ${absent.join(', ')}: apt-get install ${absent.join(' ')}.`);

const folder = newRunFolder();
// All that is started ends with this process.
onStopSignal(() => {
  folder.remove();
  process.exit(1);
});
const distDir = join(folder.dir, 'dist');
const { success } = Bun.spawnSync([BUN, 'scripts/build.ts', distDir], { cwd: PROJECT_DIR, stderr: 'inherit' });
if (!success) quit('The product could not be built: see above.');
try {
  const isGood = await runUiBench(args, { dir: folder.dir, distDir, chromium });
  console.log(isGood ? 'All promises are kept.' : 'Not all promises are kept: see above.');
  process.exitCode = isGood ? 0 : 1;
} catch (error) {
  console.error(`\nThe measurement failed: ${sentenceOf(error)}`);
  process.exitCode = 1;
}
folder.remove();
process.exit();
