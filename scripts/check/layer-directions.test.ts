import { expect, test } from 'bun:test';
import { dirname, join, relative, resolve } from 'node:path';
import { PROJECT_DIR } from '../project.ts';

/** Which workspace packages each layer may import: the directions of docs/architecture.md. */
const ALLOWED: Record<string, readonly string[]> = {
  'packages/core': [],
  'packages/sdk': ['@fbrain/core'],
  'packages/adapters': ['@fbrain/core'],
  'packages/local-stack': [],
  'packages/testing': ['@fbrain/core', '@fbrain/adapters', '@fbrain/local-stack'],
  'services/api': ['@fbrain/core', '@fbrain/adapters'],
  'services/worker': ['@fbrain/core', '@fbrain/adapters', 'f-brain'],
  ui: ['@fbrain/core'],
  tasks: ['f-brain'],
};
/** What tests of every layer may use besides. */
const TEST_PACKAGES = ['@fbrain/testing', '@fbrain/local-stack'];
const IMPORT = /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?from\s*'([^']+)'|\bimport\(\s*'([^']+)'/g;

async function importsOf(layer: string): Promise<{ file: string; target: string }[]> {
  const names = await Array.fromAsync(new Bun.Glob('**/*.{ts,tsx}').scan(join(PROJECT_DIR, layer)));
  const files = names.filter((name) => !name.includes('node_modules/')).map((name) => join(layer, name));
  const found = files.map(async (file) => {
    const source = await Bun.file(join(PROJECT_DIR, file)).text();
    return [...source.matchAll(IMPORT)].map((match) => ({ file, target: match[1] ?? match[2] ?? '' }));
  });
  return (await Promise.all(found)).flat();
}

function isAllowed(layer: string, file: string, target: string): boolean {
  if (target.startsWith('.')) {
    // Words that a page shows, not code.
    if (target.endsWith('.md')) return true;
    const inside = relative(join(PROJECT_DIR, layer), resolve(PROJECT_DIR, dirname(file), target));
    return !inside.startsWith('..');
  }
  const name = /^(@fbrain\/[^/]+|f-brain)(\/|$)/.exec(target)?.[1];
  if (!name) return true;
  const isTestCode = /\.test\.tsx?$|^services\/\w+\/testing\//.test(file);
  return (ALLOWED[layer] ?? []).includes(name) || (isTestCode && TEST_PACKAGES.includes(name));
}

for (const layer of Object.keys(ALLOWED)) {
  test(`${layer} imports only what lies below it`, async () => {
    const wrong = (await importsOf(layer)).filter(({ file, target }) => !isAllowed(layer, file, target));
    expect(wrong).toEqual([]);
  });
}
