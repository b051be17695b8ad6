import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Validate } from '@fbrain/adapters/json-schema/compile-schema';
import type { TaskDefinition } from '@fbrain/core/task/task';
import { isTaskModule, type TaskModule } from 'f-brain/task/task';
import { checkSchedules } from '../catalogue/check-schedules.ts';
import { checkSecrets } from '../catalogue/check-secrets.ts';
import { compileTaskSchema } from './compile-task-schema.ts';

/** A module task that is ready to run. */
export interface LoadedTask {
  definition: TaskDefinition;
  run: TaskModule['run'];
  validateInput: Validate;
  /** null = any output will do. */
  validateOutput: Validate | null;
}

/** A top-level await that takes longer is taken for one that never ends. */
const LOAD_TIMEOUT_MS = 10_000;

/** Imports a task file. Throws an Error whose message says what is wrong with the file. */
export async function loadTaskFile(tasksDir: string, source: string, timeoutMs = LOAD_TIMEOUT_MS): Promise<LoadedTask> {
  const exported = await importDefault(join(tasksDir, source), timeoutMs);
  if (!isTaskModule(exported)) {
    throw new Error(
      'It exports no task: write `export default task({ … })`, or rename the file to begin with "_" if it is a helper.',
    );
  }
  const { run, ...declared } = exported;
  const definition: TaskDefinition = { ...declared, kind: 'module', source };
  const validateInput = compileTaskSchema('input', definition.inputSchema);
  checkSecrets(definition);
  checkSchedules(definition, validateInput);
  return {
    definition,
    run,
    validateInput,
    validateOutput: definition.outputSchema && compileTaskSchema('output', definition.outputSchema),
  };
}

async function importDefault(path: string, timeoutMs: number): Promise<unknown> {
  let timer: Timer | undefined;
  const tooSlow = new Promise<never>((_, reject) => {
    const message = `It was not loaded within ${timeoutMs / 1_000} s: its top-level await does not end.`;
    timer = setTimeout(() => reject(new Error(message)), timeoutMs);
  });
  try {
    const module: { default?: unknown } = await Promise.race([import(pathToFileURL(path).href), tooSlow]);
    return module.default;
  } catch (error) {
    throw new Error(describeLoadFailure(error), { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** One sentence for whatever an import threw; syntax errors come with line and column. */
function describeLoadFailure(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(describeLoadFailure).join('\n');
  if (error instanceof ResolveMessage) {
    const isPackage = !/^[./]/.test(error.specifier);
    return `${error.message}.${isPackage ? ' Install it with `bun install` in TASKS_DIR.' : ''}`;
  }
  if (error instanceof BuildMessage) {
    const { position } = error;
    return position ? `Line ${position.line}, column ${position.column}: ${error.message}` : error.message;
  }
  return error instanceof Error ? error.message : `It threw ${Bun.inspect(error)}`;
}
