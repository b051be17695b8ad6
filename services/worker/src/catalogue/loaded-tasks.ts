import type { ClaimableTasks } from '@fbrain/adapters/postgres/claim-guards';
import type { TaskDefinition, TaskProblem } from '@fbrain/core/task/task';
import type { Executable } from '../executable/read-executable.ts';
import type { HttpTask } from '../http-task/read-http-task.ts';
import { refuseDuplicates } from '../task-host/refuse-duplicates.ts';
import type { LoadedManifests } from './load-manifests.ts';

/** What the task hosts have loaded. */
export interface LoadedModules {
  tasks: readonly TaskDefinition[];
  problems: readonly TaskProblem[];
}

/** Everything this worker can execute, from modules and manifests together. */
export interface LoadedTasks {
  definitions: readonly TaskDefinition[];
  problems: readonly TaskProblem[];
  claimable: ClaimableTasks;
  find(name: string): TaskDefinition | undefined;
  findExecutable(name: string): Executable | undefined;
  findHttpTask(name: string): HttpTask | undefined;
}

export function combineTasks(modules: LoadedModules, loaded: LoadedManifests): LoadedTasks {
  const { definitions, problems } = refuseDuplicates([
    ...modules.tasks,
    ...[...loaded.executables, ...loaded.httpTasks].map(({ definition }) => definition),
  ]);
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));
  const namesOf = (isolation: TaskDefinition['isolation']) =>
    definitions.filter((definition) => definition.isolation === isolation).map(({ name }) => name);
  const findIn =
    <Task extends { definition: TaskDefinition }>(tasks: readonly Task[]) =>
    (name: string) =>
      tasks.find(({ definition }) => definition.name === name && byName.get(name) === definition);
  return {
    definitions,
    problems: [...modules.problems, ...loaded.problems, ...problems],
    claimable: {
      shared: namesOf('shared'),
      process: namesOf('process'),
    },
    find: (name) => byName.get(name),
    findExecutable: findIn(loaded.executables),
    findHttpTask: findIn(loaded.httpTasks),
  };
}
