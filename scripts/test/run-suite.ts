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
      counts.push(await finish(child, report));
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

async function finish(child: TestProcess, report: string): Promise<SuiteCounts> {
  const [stdout, stderr, code] = await Promise.all([textOf(child.stdout), textOf(child.stderr), child.exited]);
  process.stdout.write(`${stdout}${stderr}`);
  return countResults(existsSync(report) ? readFileSync(report, 'utf8') : '', code);
}

const textOf = async (output: ReadableStream<Uint8Array> | undefined): Promise<string> =>
  output ? await new Response(output).text() : '';

export const sumCounts = (all: readonly SuiteCounts[]): SuiteCounts => {
  const sum = (name: keyof SuiteCounts) => all.reduce((total, counts) => total + counts[name], 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
};

/** Counts from a JUnit report and the exit code. A run that broke off, or failed outside of a test, counts as failed. */
export function countResults(report: string, exitCode: number): SuiteCounts {
  const totals = /<testsuites [^>]*>/.exec(report)?.[0] ?? '';
  const total = (name: string) => Number(new RegExp(` ${name}="(\\d+)"`).exec(totals)?.[1] ?? 0);
  const failed = total('failures') + total('errors');
  const skipped = total('skipped');
  const passed = total('tests') - total('failures') - skipped;
  return { passed, failed: exitCode !== 0 && failed === 0 ? 1 : failed, skipped };
}
