import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installDependencies } from './install-dependencies.ts';
import { BUN, PROJECT_DIR } from './project.ts';
import { quit, sentenceOf } from './quit.ts';
import { onStopSignal } from './stop-signal.ts';

/** `bun run test:faults`: builds the services, lets faults hit them, and says what that broke (tests/faults). */
installDependencies();
const { parseOptions, HELP } = await import('../tests/faults/options.ts');
const { newRunFolder } = await import('./test/run-folder.ts');
const { runFaults } = await import('../tests/faults/run-faults.ts');
const { renderReport } = await import('../tests/faults/report.ts');

const options = await Promise.try(parseOptions, Bun.argv.slice(2)).catch((error: unknown) => quit(sentenceOf(error)));
if (options === null) {
  console.log(HELP);
  process.exit(0);
}
const folder = newRunFolder();
// All that the harness starts ends with it.
onStopSignal(() => {
  folder.remove();
  process.exit(1);
});
const distDir = join(folder.dir, 'dist');
// The next test run clears the folders of earlier ones.
const dir = options.keep ? mkdtempSync(join(tmpdir(), 'fbrain-faults-')) : folder.dir;
const { success } = Bun.spawnSync([BUN, 'scripts/build.ts', distDir], { cwd: PROJECT_DIR, stderr: 'inherit' });
if (!success) quit('The services could not be built: see above.');
console.log(`Seed ${options.seed}, ${options.transport} transport. The faults:`);
try {
  const outcome = await runFaults(options, { dir, distDir, say: (line) => console.log(line) });
  const report = renderReport(outcome);
  console.log(`\n${report}`);
  if (options.report !== undefined) await Bun.write(options.report, report);
  process.exitCode = outcome.violations.length > 0 ? 1 : 0;
} catch (error) {
  console.error(`\nThe harness itself failed: ${sentenceOf(error)}`);
  process.exitCode = 1;
}
if (options.keep) console.log(`Logs and data: ${dir}`);
folder.remove();
process.exit();
