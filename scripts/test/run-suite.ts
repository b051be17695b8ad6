import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { endsWithParent } from '@fbrain/local-stack/guarded-process';
import { BUN } from '../project.ts';
import type { TestSuite } from './test-suites.ts';

export interface SuiteCounts {
  passed: number;
  failed: number;
  skipped: number;
}

export interface SuiteRun {
  counts: Promise<SuiteCounts>;
  stop(): void;
}

/** Runs one suite and counts from the report it writes. What the tests print goes to the terminal. */
export function runSuite(suite: TestSuite, env: Record<string, string | undefined>, reportDir: string): SuiteRun {
  const report = join(reportDir, `${suite.name}.xml`);
  // A fresh global object per file, and nothing of the developer's own .env.
  const options = ['--isolate', '--no-env-file', '--reporter=junit', `--reporter-outfile=${report}`];
  console.log(`\n── ${suite.name}: ${suite.files.length} files`);
  const child = Bun.spawn(endsWithParent([BUN, 'test', ...options, ...suite.options, ...suite.files], 'SIGKILL'), {
    cwd: suite.cwd,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const counts = child.exited.then((code) =>
    countResults(existsSync(report) ? readFileSync(report, 'utf8') : '', code),
  );
  return { counts, stop: () => child.kill('SIGTERM') };
}

/** Counts from a JUnit report and the exit code. A run that broke off, or failed outside of a test, counts as failed. */
export function countResults(report: string, exitCode: number): SuiteCounts {
  const totals = /<testsuites [^>]*>/.exec(report)?.[0] ?? '';
  const total = (name: string) => Number(new RegExp(` ${name}="(\\d+)"`).exec(totals)?.[1] ?? 0);
  const failed = total('failures') + total('errors');
  const skipped = total('skipped');
  const passed = total('tests') - total('failures') - skipped;
  return { passed, failed: exitCode !== 0 && failed === 0 ? 1 : failed, skipped };
}
