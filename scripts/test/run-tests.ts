import { join } from 'node:path';
import { BUN, PROJECT_DIR } from '../project.ts';
import { quit } from '../quit.ts';
import { onStopSignal } from '../stop-signal.ts';
import { type ProvidedNeeds, provideNeeds } from './provide-needs.ts';
import { newRunFolder } from './run-folder.ts';
import { runSuite, type SuiteCounts, type SuiteRun, sumCounts } from './run-suite.ts';
import { findTestSuites } from './test-suites.ts';

// biome-ignore lint/style/noProcessEnv: the place where `bun run test` reads its environment
const environment = process.env;
const isCi = environment.CI === 'true';
const BROKEN_BUILD: SuiteCounts = { passed: 0, failed: 1, skipped: 0, failures: ['The binaries could not be built'] };
/** What tests must not take from the developer: addresses and secrets of other systems. */
const CLEARED = {
  DATABASE_URL: undefined,
  RABBITMQ_URL: undefined,
  API_TOKEN: undefined,
  SECRET_KEY: undefined,
  TASKS_DIR: undefined,
};

/** `bun run test [filter …]`: brings up what the chosen tests need, runs them, and takes all of it down again. */
export async function runTests(filters: readonly string[]): Promise<void> {
  const suites = await findTestSuites(filters);
  if (suites.length === 0) quit(`No test file has "${filters.join('" or "')}" in its path.`);
  const folder = newRunFolder();
  const running: { suite?: SuiteRun; needs?: ProvidedNeeds } = {};
  const tearDown = async () => {
    running.suite?.stop();
    await running.suite?.counts;
    await Promise.all(running.needs?.servers.map((server) => server.kill()) ?? []);
    folder.remove();
  };
  onStopSignal(() => void tearDown().finally(() => process.exit(1)));

  const results: SuiteCounts[] = [];
  let hasBinaries = false;
  for (const suite of suites) {
    if (suite.name !== 'unit' && suite.name !== 'ui') {
      running.needs ??= await provideNeeds(
        folder.dir,
        suites.some(({ name }) => name === 'e2e'),
      );
    }
    const env = { ...environment, ...CLEARED, ...folder.env, ...running.needs?.env };
    if ((suite.name === 'e2e' || suite.name === 'faults') && !hasBinaries) {
      hasBinaries = true;
      if (!buildBinaries(join(folder.dir, 'dist'))) results.push(BROKEN_BUILD);
    }
    running.suite = runSuite(suite, { ...env, DIST_DIR: join(folder.dir, 'dist') }, folder.dir);
    results.push(await running.suite.counts);
  }
  await tearDown();
  process.exit(report(results, running.needs?.missing ?? []));
}

function buildBinaries(dir: string): boolean {
  console.log('\nBuilding the binaries …');
  return Bun.spawnSync([BUN, 'scripts/build.ts', dir], { cwd: PROJECT_DIR, stdio: ['ignore', 'inherit', 'inherit'] })
    .success;
}

/** Prints once more what failed, what was left out and the closing line; returns the exit code. With CI=true nothing may be left out. */
function report(results: readonly SuiteCounts[], missing: readonly string[]): number {
  const { passed, failed, skipped, failures } = sumCounts(results);
  const isIncomplete = skipped > 0 || missing.length > 0;
  console.log(failures.length > 0 ? '\n── failed' : '');
  for (const failure of failures) console.log(`${failure}\n`);
  for (const sentence of missing) console.log(`Skipped what needs it: ${sentence}.`);
  if (isIncomplete && isCi) console.log('With CI=true a skipped test is a failure.');
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  return failed > 0 || (isIncomplete && isCi) ? 1 : 0;
}
