import { join } from 'node:path';
import type { TaskProblem } from '@fbrain/core/task/task';
import { type Executable, readExecutable } from '../executable/read-executable.ts';
import { type HttpTask, readHttpTask } from '../http-task/read-http-task.ts';
import { findTaskFiles } from '../task-host/find-task-files.ts';

/** What the manifests below TASKS_DIR declare. */
export interface LoadedManifests {
  executables: Executable[];
  httpTasks: HttpTask[];
  problems: TaskProblem[];
}

/**
 * Reads all manifests below TASKS_DIR; one that is wrong becomes a problem. Names may still collide, also with those
 * of module tasks: pass all definitions to refuseDuplicates.
 * @param env the variables that tasks may see
 */
export async function loadManifests(tasksDir: string, env: Record<string, string>): Promise<LoadedManifests> {
  const { manifests } = await findTaskFiles(tasksDir);
  const loaded = await Promise.all(manifests.map((source) => readOrExplain(tasksDir, source, env)));
  return {
    executables: loaded.filter((outcome) => 'command' in outcome),
    httpTasks: loaded.filter((outcome) => 'url' in outcome),
    problems: loaded.filter((outcome) => 'message' in outcome),
  };
}

async function readOrExplain(
  tasksDir: string,
  source: string,
  env: Record<string, string>,
): Promise<Executable | HttpTask | TaskProblem> {
  try {
    const json = parseJson(await Bun.file(join(tasksDir, source)).text());
    const isHttp = typeof json === 'object' && json !== null && 'http' in json;
    return isHttp ? readHttpTask(source, json, env) : await readExecutable(tasksDir, source, json);
  } catch (error) {
    return { source, message: error instanceof Error ? error.message : String(error) };
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`It is not valid JSON: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}
