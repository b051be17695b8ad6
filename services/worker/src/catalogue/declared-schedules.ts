import type { CodeSchedules } from '@fbrain/adapters/postgres/schedule-sync-store';
import type { TaskDefinition, TaskProblem } from '@fbrain/core/task/task';

interface Declared {
  schedules: CodeSchedules['declared'];
  problems: TaskProblem[];
}

/** The schedules that tasks declare. Of two with one name the first is kept and the other explained. */
export function declaredSchedules(definitions: readonly TaskDefinition[]): Declared {
  const sources = new Map<string, string>();
  const problems: TaskProblem[] = [];
  const schedules = definitions.flatMap(({ source, schedules: declared = [] }) =>
    declared.flatMap((schedule) => {
      const { name } = schedule.request;
      const first = sources.get(name);
      if (first === undefined) {
        sources.set(name, source);
        return [{ ...schedule, source }];
      }
      problems.push({ source, message: `The schedule ${name} is declared by ${first} too. Rename one of the two.` });
      return [];
    }),
  );
  return { schedules, problems };
}
