import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { createTasksDir } from '../task-host/test-tasks-dir.ts';

/** A tasks folder with programs: files that begin with "#!" are made executable, objects are written as manifests. */
export function createProgramsDir(files: Record<string, string | object>): string {
  const texts = Object.entries(files).map(([name, file]) => [
    name,
    typeof file === 'string' ? file : JSON.stringify(file),
  ]);
  const tasksDir = createTasksDir(Object.fromEntries(texts));
  for (const [name, text] of texts) if (name && text?.startsWith('#!')) chmodSync(join(tasksDir, name), 0o755);
  return tasksDir;
}
