import type { TaskProblem } from '@fbrain/core/task/task';
import { findTaskFiles } from '../task-host/find-task-files.ts';
import { type Executable, readManifest } from './read-manifest.ts';

export interface LoadedExecutables {
  executables: Executable[];
  problems: TaskProblem[];
}

/**
 * Reads all manifests below TASKS_DIR; one that is wrong becomes a problem. Names may still collide with those of
 * module tasks: pass the definitions of both to refuseDuplicates.
 */
export async function loadExecutables(tasksDir: string): Promise<LoadedExecutables> {
  const { manifests } = await findTaskFiles(tasksDir);
  const loaded = await Promise.all(manifests.map((source) => readOrExplain(tasksDir, source)));
  return {
    executables: loaded.filter((outcome) => 'definition' in outcome),
    problems: loaded.filter((outcome) => 'message' in outcome),
  };
}

async function readOrExplain(tasksDir: string, source: string): Promise<Executable | TaskProblem> {
  try {
    return await readManifest(tasksDir, source);
  } catch (error) {
    return { source, message: error instanceof Error ? error.message : String(error) };
  }
}
