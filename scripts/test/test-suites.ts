import { join } from 'node:path';
import { PROJECT_DIR } from '../project.ts';

export type SuiteName = 'unit' | 'ui' | 'integration' | 'e2e' | 'faults';

export interface TestSuite {
  name: SuiteName;
  /** Relative to `cwd`, with a leading "./": names that Bun takes as they are. */
  files: string[];
  cwd: string;
  options: string[];
  /** Files that run at once, each in a process of its own; 1 = one after the other in one process. */
  lanes: number;
}

/** As in bunfig.toml. */
const PRELOAD = join(PROJECT_DIR, 'scripts/test/end-hanging-tests.ts');
/** Options of each suite, in the order in which they run: what is quick to fail comes first. */
const SUITES: Record<SuiteName, Omit<TestSuite, 'name' | 'files'>> = {
  unit: { cwd: PROJECT_DIR, options: [], lanes: 1 },
  // Solid has a build for servers, which renders nothing. Bun reads bunfig.toml in its own folder only.
  ui: { cwd: join(PROJECT_DIR, 'ui'), options: ['--conditions=browser', `--preload=${PRELOAD}`], lanes: 1 },
  integration: { cwd: PROJECT_DIR, options: [], lanes: 2 },
  e2e: { cwd: PROJECT_DIR, options: [], lanes: 2 },
  faults: { cwd: PROJECT_DIR, options: [], lanes: 1 },
};

/**
 * The suites that have test files whose path contains one of `filters`; all of them without a filter. A filter such as
 * "suite=unit" chooses a suite.
 */
export async function findTestSuites(filters: readonly string[]): Promise<TestSuite[]> {
  const files = await Array.fromAsync(
    new Bun.Glob('{packages,services,scripts,tasks,bench,tests,ui}/**/*.test.{ts,tsx}').scan(PROJECT_DIR),
  );
  const chosen = files.filter((file) => !file.includes('node_modules/') && isChosen(file, filters)).sort();
  const bySuite = Map.groupBy(chosen, suiteOf);
  return Object.entries(SUITES).flatMap(([key, suite]) => {
    const name = key as SuiteName;
    const names = bySuite.get(name)?.map((file) => `./${name === 'ui' ? file.slice('ui/'.length) : file}`);
    return names ? [{ name, files: names, ...suite }] : [];
  });
}

/** A file's suite follows from its name, so that nobody has to list it anywhere. */
export function suiteOf(file: string): SuiteName {
  if (file.startsWith('ui/')) return 'ui';
  if (file.endsWith('.int.test.ts')) return 'integration';
  if (file.endsWith('.faults.test.ts')) return 'faults';
  return file.endsWith('.e2e.test.ts') ? 'e2e' : 'unit';
}

function isChosen(file: string, filters: readonly string[]): boolean {
  return filters.length === 0 || filters.some((filter) => file.includes(filter) || filter === `suite=${suiteOf(file)}`);
}
