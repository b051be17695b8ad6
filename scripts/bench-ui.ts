import { installDependencies } from './install-dependencies.ts';
import { quit } from './quit.ts';

/** `bun run bench:ui`: builds the product and measures its UI in a browser (bench/ui). */
installDependencies();
const { runUiBench, UI_BENCH_HELP } = await import('../bench/ui/run-ui-bench.ts');
const { findChromium, installNeeds } = await import('./test/provide-needs.ts');
const { runOnFreshBuild } = await import('./test/run-on-fresh-build.ts');

const [, , ...args] = Bun.argv;
if (args.includes('--help') || args.includes('-h')) {
  process.stdout.write(UI_BENCH_HELP);
  process.exit(0);
}
const missing = installNeeds(['rabbitmq-server', 'nginx-light', 'chromium']);
const chromium = findChromium();
if (missing.length > 0 || chromium === null) quit(missing.join('\n'));

await runOnFreshBuild({ failure: 'The measurement failed' }, async (build) => {
  const isGood = await runUiBench(args, { ...build, chromium });
  console.log(isGood ? 'All promises are kept.' : 'Not all promises are kept: see above.');
  return isGood;
});
