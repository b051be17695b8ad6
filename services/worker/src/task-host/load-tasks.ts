import type { TaskProblem } from '@fbrain/core/task/task';
import { findTaskFiles } from './find-task-files.ts';
import type { HostSettings } from './host-settings.ts';
import { type LoadedTask, loadTaskFile } from './load-task-file.ts';
import { refuseDuplicates } from './refuse-duplicates.ts';

/** What a tasks folder holds: all that works, and a problem for each file that does not. */
export interface LoadedTasks {
  tasks: LoadedTask[];
  problems: TaskProblem[];
}

/** Loads all module tasks at the same time, so that one slow file delays nothing but itself. */
export async function loadTasks({ tasksDir, source }: HostSettings): Promise<LoadedTasks> {
  const sources = source === undefined ? (await findTaskFiles(tasksDir)).modules : [source];
  const loaded = await Promise.all(sources.map((file) => loadOrExplain(tasksDir, file)));
  const all = loaded.filter((outcome) => 'definition' in outcome);
  const broken = loaded.filter((outcome) => 'message' in outcome);
  const { definitions, problems } = refuseDuplicates(all.map((task) => task.definition));
  return {
    tasks: all.filter((task) => definitions.includes(task.definition)),
    problems: [...broken, ...problems],
  };
}

async function loadOrExplain(tasksDir: string, source: string): Promise<LoadedTask | TaskProblem> {
  try {
    return await loadTaskFile(tasksDir, source);
  } catch (error) {
    return { source, message: error instanceof Error ? error.message : String(error) };
  }
}
