import type { ClaimableTasks } from '@fbrain/adapters/postgres/run-claim-store';
import type { TaskDefinition, TaskProblem } from '@fbrain/core/task/task';
import type { LoadedExecutables } from '../executable/load-executables.ts';
import type { Executable } from '../executable/read-manifest.ts';
import { refuseDuplicates } from '../task-host/refuse-duplicates.ts';

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
}

export function combineTasks(modules: LoadedModules, loaded: LoadedExecutables): LoadedTasks {
  const { definitions, problems } = refuseDuplicates([
    ...modules.tasks,
    ...loaded.executables.map((executable) => executable.definition),
  ]);
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));
  const namesOf = (isolation: TaskDefinition['isolation']) =>
    definitions.filter((definition) => definition.isolation === isolation).map(({ name }) => name);
  return {
    definitions,
    problems: [...modules.problems, ...loaded.problems, ...problems],
    claimable: { shared: namesOf('shared'), process: namesOf('process') },
    find: (name) => byName.get(name),
    findExecutable: (name) =>
      loaded.executables.find(({ definition }) => definition.name === name && byName.get(name) === definition),
  };
}
