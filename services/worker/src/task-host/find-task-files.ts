import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Task files below TASKS_DIR, as paths with forward slashes, in alphabetical order. */
export interface TaskFiles {
  modules: string[];
  manifests: string[];
}

const MODULE = /\.(ts|js|mjs)$/;
const NOT_A_TASK = /\.d\.ts$|\.(test|spec|config)\.(ts|js|mjs)$/;
const FOLDER_MODULE = /^(task|.+\.task)\.(ts|js|mjs)$/;
const MANIFEST = /^(task|.+\.task)\.json$/;

/**
 * Finds the task files. Directly in TASKS_DIR that is every `.ts`, `.js` and `.mjs` file and every `*.task.json`. In
 * a folder one level below it is `task.ts`, `*.task.ts` (or .js, .mjs), `task.json` and `*.task.json`; other files
 * there are the task's own business. Names that begin with a dot or an underscore, tests, `*.config.*`,
 * declarations and node_modules are never looked at.
 */
export async function findTaskFiles(tasksDir: string): Promise<TaskFiles> {
  const files: TaskFiles = { modules: [], manifests: [] };
  for (const name of await visibleNames(tasksDir)) {
    if (MANIFEST.test(name)) files.manifests.push(name);
    else if (MODULE.test(name) && !NOT_A_TASK.test(name)) files.modules.push(name);
    else if (await isFolder(join(tasksDir, name))) await addFolder(tasksDir, name, files);
  }
  return files;
}

async function addFolder(tasksDir: string, folder: string, files: TaskFiles): Promise<void> {
  for (const name of await visibleNames(join(tasksDir, folder))) {
    if (MANIFEST.test(name)) files.manifests.push(`${folder}/${name}`);
    else if (FOLDER_MODULE.test(name)) files.modules.push(`${folder}/${name}`);
  }
}

async function visibleNames(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names.filter((name) => !/^[._]/.test(name) && name !== 'node_modules').sort();
}

// stat and not the directory entry: mounted configuration (Kubernetes) consists of symbolic links.
const isFolder = async (path: string): Promise<boolean> =>
  stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
