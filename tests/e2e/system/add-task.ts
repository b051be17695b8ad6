import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TaskCatalogue } from '@fbrain/core/task/task-catalogue';
import { eventually } from '@fbrain/testing/eventually';
import type { System } from './system.ts';

/** Waits until the catalogue looks as `check` expects. */
export const untilCatalogue = (system: System, check: (catalogue: TaskCatalogue) => void): Promise<void> =>
  eventually(async () => check(await system.get<TaskCatalogue>('/tasks')));

/** Waits until a worker offers the task. */
export const untilTask = (system: System, name: string): Promise<void> =>
  untilCatalogue(system, ({ items }) => {
    if (!items.some((task) => task.name === name && task.workers > 0)) throw new Error(`No worker offers ${name} yet.`);
  });

/** Puts a task file into the folder of a system that runs and waits until it can be run. */
export async function addTask(system: System, name: string, file: string, source: string): Promise<void> {
  await writeFile(join(system.tasksDir, file), source);
  await untilTask(system, name);
}

interface ProgramFile {
  name: string;
  /** Null = the manifest names a program that is not there. */
  script: string | null;
  mode?: number;
}

/** Puts a shell script with its manifest into the task folder, in a folder of its own. */
export async function writeProgram(system: System, { name, script, mode = 0o755 }: ProgramFile): Promise<void> {
  const folder = join(system.tasksDir, name);
  await mkdir(folder, { recursive: true });
  if (script !== null) await writeFile(join(folder, 'program.sh'), `#!/bin/sh\n${script}\n`);
  if (script !== null) await chmod(join(folder, 'program.sh'), mode);
  await writeFile(join(folder, 'task.json'), JSON.stringify({ name, command: ['./program.sh'] }));
}

/** As writeProgram, and waits until it can be run. */
export async function addProgram(system: System, name: string, script: string): Promise<void> {
  await writeProgram(system, { name, script });
  await untilTask(system, name);
}
