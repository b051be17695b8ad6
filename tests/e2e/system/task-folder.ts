import { cpSync, mkdirSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const TASKS = resolve(import.meta.dir, '../../../tasks');
const OWN_FILES = new Set(['node_modules', 'tsconfig.json', 'README.md', 'example-tasks.int.test.ts']);

/** A copy of the example tasks with what they depend on, as an operator would have it: nothing leads back here. */
export function copyTasks(target: string): void {
  cpSync(TASKS, target, {
    recursive: true,
    filter: (source) => dirname(source) !== TASKS || !OWN_FILES.has(source.slice(TASKS.length + 1)),
  });
  mkdirSync(join(target, 'node_modules'));
  for (const name of ['csv-parse', 'sharp']) {
    // A package lies in Bun's store together with all it needs: copied beside each other they find one another.
    const store = dirname(realpathSync(join(TASKS, 'node_modules', name)));
    cpSync(store, join(target, 'node_modules'), { recursive: true, dereference: true });
  }
}
