import { afterAll } from 'bun:test';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const made: string[] = [];

afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

/** A folder of task files, outside of the repository; removed after the tests of the file. */
export function createTasksDir(files: Record<string, string>): string {
  const tasksDir = mkdtempSync(join(tmpdir(), 'fbrain-tasks-'));
  made.push(tasksDir);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(tasksDir, name)), { recursive: true });
    writeFileSync(join(tasksDir, name), text);
  }
  return tasksDir;
}
