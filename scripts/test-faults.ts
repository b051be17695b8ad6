import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installDependencies } from './install-dependencies.ts';
import { quit, sentenceOf } from './quit.ts';

/** `bun run test:faults`: builds the services, lets faults hit them, and says what that broke (tests/faults). */
installDependencies();
const { parseOptions, HELP } = await import('../tests/faults/options.ts');
const { runOnFreshBuild } = await import('./test/run-on-fresh-build.ts');
const { runFaults } = await import('../tests/faults/run-faults.ts');
const { renderReport } = await import('../tests/faults/report.ts');

const options = await Promise.try(parseOptions, Bun.argv.slice(2)).catch((error: unknown) => quit(sentenceOf(error)));
if (options === null) {
  console.log(HELP);
  process.exit(0);
}
await runOnFreshBuild({ failure: 'The harness itself failed' }, async (build) => {
  // The next test run clears the folders of earlier ones.
  const dir = options.keep ? mkdtempSync(join(tmpdir(), 'fbrain-faults-')) : build.dir;
  console.log(`Seed ${options.seed}, ${options.transport} transport. The faults:`);
  try {
    const outcome = await runFaults(options, { ...build, dir, say: (line) => console.log(line) });
    const report = renderReport(outcome);
    console.log(`\n${report}`);
    if (options.report !== undefined) await Bun.write(options.report, report);
    return outcome.violations.length === 0;
  } finally {
    if (options.keep) console.log(`Logs and data: ${dir}`);
  }
});
