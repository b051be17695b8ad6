import { DomainError, type FieldError } from '@fbrain/core/errors/domain-error';
import { findSecretPaths, type SecretPath } from '@fbrain/core/secret/secret-paths';
import { nearestNames } from '@fbrain/core/task/nearest-names';
import type { TaskDefinition } from '@fbrain/core/task/task';
import { compileSchema } from '../json-schema/compile-schema.ts';
import type { Database } from '../postgres/connection.ts';
import { loadTaskDefinitions } from '../postgres/task-store.ts';

export interface CatalogueTask {
  definition: TaskDefinition;
  /** Faults of an input, with JSON pointers from the input itself. */
  validateInput(input: unknown): FieldError[];
  /** Places of the input that are stored encrypted; none for most tasks. */
  secretPaths: readonly SecretPath[];
}

/** The known tasks, kept in memory: accepting a run must not cost a look-up. */
export interface TaskCatalogue {
  has(name: string): boolean;
  /** Throws DomainError `unknown-task`; call `learn` before, as a worker may have registered the task just now. */
  get(name: string): CatalogueTask;
  /** Reads the table once more if one of the names is unknown. */
  learn(names: readonly string[]): Promise<void>;
  refresh(): Promise<void>;
}

/** Unknown names read the table at most this often: they must not become a way to load the database. */
const MIN_REFRESH_INTERVAL_MS = 500;

export function createTaskCatalogue(sql: Database): TaskCatalogue {
  let tasks = new Map<string, CatalogueTask>();
  let refreshedAt = Number.NEGATIVE_INFINITY;
  let soon: Promise<void> | undefined;

  const refresh = async () => {
    refreshedAt = performance.now();
    const definitions = await loadTaskDefinitions(sql);
    tasks = new Map(definitions.map((definition) => [definition.name, toCatalogueTask(definition, tasks)]));
  };

  // One read for all who wait for it. Answering from the last one instead would refuse a task that has just appeared.
  const refreshSoon = async () => {
    await Bun.sleep(Math.max(0, refreshedAt + MIN_REFRESH_INTERVAL_MS - performance.now()));
    soon = undefined;
    await refresh();
  };

  return {
    has: (name) => tasks.has(name),
    get(name) {
      const task = tasks.get(name);
      if (!task) throw unknownTask(name, [...tasks.keys()]);
      return task;
    },
    async learn(names) {
      if (names.every((name) => tasks.has(name))) return;
      soon ??= refreshSoon();
      await soon;
    },
    refresh,
  };
}

/** Keeps the compiled validator of a task whose definition has not changed. */
function toCatalogueTask(definition: TaskDefinition, known: Map<string, CatalogueTask>): CatalogueTask {
  const before = known.get(definition.name);
  if (before && JSON.stringify(before.definition) === JSON.stringify(definition)) return before;
  return { definition, ...compileOrRefuse(definition) };
}

/** One task whose schema cannot be compiled must not take the others along: its own runs are refused. */
function compileOrRefuse({ inputSchema }: TaskDefinition): Omit<CatalogueTask, 'definition'> {
  try {
    return { validateInput: compileSchema(inputSchema), secretPaths: findSecretPaths(inputSchema) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `cannot be checked: the input schema of the task is broken (${reason})`;
    return { validateInput: () => [{ path: '', message }], secretPaths: [] };
  }
}

export function unknownTask(name: string, names: readonly string[]): DomainError {
  const near = nearestNames(name, names);
  const hint =
    near.length > 0
      ? `Did you mean ${near.map((text) => `"${text}"`).join(' or ')}?`
      : 'GET /api/v1/tasks lists the tasks that workers have registered.';
  return new DomainError('unknown-task', `There is no task "${name.slice(0, 100)}". ${hint}`, {
    fields: [{ path: '/task', message: 'is not a known task' }],
  });
}
