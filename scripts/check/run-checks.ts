import { join } from 'node:path';
import { BUN, PROJECT_DIR } from '../project.ts';

interface Check {
  name: string;
  command: string[];
}

/**
 * `bun run check`: everything that a push needs and that takes no server. All checks run, and all problems are shown,
 * whatever the first of them says. Returns whether all passed.
 */
export async function runChecks(): Promise<boolean> {
  const failed: string[] = [];
  for (const { name, command } of await listChecks()) {
    console.log(`\n── ${name}`);
    const { success } = Bun.spawnSync(command, { cwd: PROJECT_DIR, stdio: ['ignore', 'inherit', 'inherit'] });
    if (!success) failed.push(name);
  }
  if (failed.length === 0) console.log('\nAll checks passed.');
  else console.error(`\nFailed: ${failed.join(', ')}. "bun run fix" mends format and imports.`);
  return failed.length === 0;
}

async function listChecks(): Promise<Check[]> {
  const bin = (name: string) => [BUN, join('node_modules/.bin', name)];
  const patterns = ['*/tsconfig*.json', '{packages,services,tests}/*/tsconfig*.json'];
  const configs = (
    await Promise.all(patterns.map((pattern) => Array.fromAsync(new Bun.Glob(pattern).scan(PROJECT_DIR))))
  ).flat();
  return [
    { name: 'format and lint', command: ['node_modules/.bin/biome', 'check', '--max-diagnostics=50', '.'] },
    ...configs.sort().map((file) => ({
      name: `types of ${file}`,
      command: [...bin('tsc'), '--noEmit', '-p', file],
    })),
    { name: 'dead code', command: bin('knip') },
    { name: 'known vulnerabilities', command: [BUN, 'scripts/audit.ts'] },
    { name: 'unit tests', command: [BUN, 'scripts/test.ts', 'suite=unit', 'suite=ui'] },
  ];
}
