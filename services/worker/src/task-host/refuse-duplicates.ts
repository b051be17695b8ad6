import type { TaskDefinition, TaskProblem } from '@fbrain/core/task/task';

interface Unique {
  definitions: TaskDefinition[];
  problems: TaskProblem[];
}

/** Keeps the first task of every name, in order of the files' names, and explains the others. */
export function refuseDuplicates(all: readonly TaskDefinition[]): Unique {
  const byName = new Map<string, TaskDefinition>();
  const problems: TaskProblem[] = [];
  for (const definition of all.toSorted((a, b) => (a.source < b.source ? -1 : 1))) {
    const first = byName.get(definition.name);
    if (!first) byName.set(definition.name, definition);
    else {
      const message = `The name "${definition.name}" is taken by ${first.source}. Give one of the two another name.`;
      problems.push({ source: definition.source, message });
    }
  }
  return { definitions: [...byName.values()], problems };
}
