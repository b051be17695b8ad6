import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { endsWithParent } from '@fbrain/local-stack/guarded-process';
import { BUN } from '../project.ts';
import { failedTests } from './failed-tests.ts';
import type { TestSuite } from './test-suites.ts';

export interface SuiteCounts {
  passed: number;
  failed: number;
  skipped: number;
  /** What failed and why, in words: the place where it was first printed may be thousands of lines back. */
  failures: readonly string[];
}

export interface SuiteRun {
  counts: Promise<SuiteCounts>;
  stop(): void;
}

/**
 * Runs one suite and counts from the reports it writes. Most tests wait for something most of the time, so the files of
 * a suite with several lanes run beside each other, each in a process of its own whose words are printed at its end.
 */
export function runSuite(suite: TestSuite, env: Record<string, string | undefined>, reportDir: string): SuiteRun {
  console.log(`\n── ${suite.name}: ${suite.files.length} files`);
  const isAlone = suite.lanes === 1;
  const waiting = isAlone ? [suite.files] : suite.files.map((file) => [file]);
  const running = new Set<TestProcess>();
  const inLane = async (): Promise<SuiteCounts[]> => {
    const counts: SuiteCounts[] = [];
    for (let files = waiting.shift(); files; files = waiting.shift()) {
      const report = join(reportDir, `${suite.name}-${waiting.length}.xml`);
      const child = startTests(suite, files, report, env, isAlone);
      running.add(child);
      counts.push(await finish(child, files, report));
      running.delete(child);
    }
    return counts;
  };
  const lanes = Promise.all(Array.from({ length: suite.lanes }, inLane));
  return {
    counts: lanes.then((counts) => sumCounts(counts.flat())),
    stop() {
      waiting.length = 0;
      for (const child of running) child.kill('SIGTERM');
    },
  };
}

type TestProcess = Bun.Subprocess<'ignore', 'pipe' | 'inherit', 'pipe' | 'inherit'>;

function startTests(
  { cwd, options }: TestSuite,
  files: readonly string[],
  report: string,
  env: Record<string, string | undefined>,
  isAlone: boolean,
): TestProcess {
  // A fresh global object per file, and nothing of the developer's own .env.
  const all = ['--isolate', '--no-env-file', '--reporter=junit', `--reporter-outfile=${report}`, ...options, ...files];
  const output = isAlone ? 'inherit' : 'pipe';
  return Bun.spawn(endsWithParent([BUN, 'test', ...all], 'SIGKILL'), { cwd, env, stdio: ['ignore', output, output] });
}

async function finish(child: TestProcess, files: readonly string[], report: string): Promise<SuiteCounts> {
  const [stdout, stderr, code] = await Promise.all([textOf(child.stdout), textOf(child.stderr), child.exited]);
  process.stdout.write(`${stdout}${stderr}`);
  const counts = countResults(existsSync(report) ? readFileSync(report, 'utf8') : '', code);
  if (counts.failed > counts.failures.length) {
    const what = files.length === 1 ? files[0] : `${files.length} files`;
    return { ...counts, failures: [...counts.failures, `${what}: failed outside of its tests (exit code ${code})`] };
  }
  return counts;
}

const textOf = async (output: ReadableStream<Uint8Array> | undefined): Promise<string> =>
  output ? await new Response(output).text() : '';

export const sumCounts = (all: readonly SuiteCounts[]): SuiteCounts => {
  const sum = (name: 'passed' | 'failed' | 'skipped') => all.reduce((total, counts) => total + counts[name], 0);
  return {
    passed: sum('passed'),
    failed: sum('failed'),
    skipped: sum('skipped'),
    failures: all.flatMap(({ failures }) => failures),
  };
};

/** Counts from a JUnit report and the exit code. A run that broke off, or failed outside of a test, counts as failed. */
export function countResults(report: string, exitCode: number): SuiteCounts {
  const totals = /<testsuites [^>]*>/.exec(report)?.[0] ?? '';
  const total = (name: string) => Number(new RegExp(` ${name}="(\\d+)"`).exec(totals)?.[1] ?? 0);
  const failed = total('failures') + total('errors');
  const skipped = total('skipped');
  const passed = total('tests') - total('failures') - skipped;
  return { passed, failed: exitCode !== 0 && failed === 0 ? 1 : failed, skipped, failures: failedTests(report) };
}
