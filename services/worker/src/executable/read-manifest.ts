import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { compileSchema, type Validate } from '@fbrain/adapters/json-schema/compile-schema';
import type { JsonSchema, TaskDefinition } from '@fbrain/core/task/task';
import { type Static, t } from 'f-brain';
import { resolvePolicy } from 'f-brain/task/resolve-policy';
import { compileTaskSchema } from '../task-host/compile-task-schema.ts';

/** A task that is a program of its own, ready to be started. */
export interface Executable {
  definition: TaskDefinition;
  /** Absolute path of the program, links resolved, and its fixed arguments. */
  command: [program: string, ...args: string[]];
  /** The folder of the manifest. */
  cwd: string;
  /** Fixed variables from the manifest. */
  env: Record<string, string>;
  validateInput: Validate;
  /** null = any output will do. */
  validateOutput: Validate | null;
}

const Schema = t.Unsafe<JsonSchema>({ type: 'object' });

/** A `*.task.json` file. Unknown fields are refused: a misspelt one must not be ignored in silence. */
const Manifest = t.Object(
  {
    $schema: t.Optional(t.String()),
    name: t.String(),
    description: t.Optional(t.String()),
    /** Program, relative to the manifest, and its arguments. */
    command: t.Array(t.String(), { minItems: 1 }),
    inputSchema: t.Optional(Schema),
    outputSchema: t.Optional(Schema),
    examples: t.Optional(t.Array(t.Unknown())),
    queue: t.Optional(t.String()),
    retry: t.Optional(t.Object({ maxAttempts: t.Optional(t.Number()), backoff: t.Optional(t.Object({})) })),
    timeout: t.Optional(t.Union([t.String(), t.Literal(false)])),
    env: t.Optional(t.Record(t.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]*$' }), t.String())),
  },
  { additionalProperties: false },
);
type Manifest = Static<typeof Manifest>;

const checkManifest = compileSchema(JSON.parse(JSON.stringify(Manifest)));

/**
 * Reads a manifest and checks the program it names.
 * @param source the manifest, relative to tasksDir
 * Throws an Error whose message says what is wrong.
 */
export async function readManifest(tasksDir: string, source: string): Promise<Executable> {
  const manifest = parseManifest(await Bun.file(join(tasksDir, source)).text());
  const { name, command, inputSchema = {}, outputSchema = null, env = {} } = manifest;
  const cwd = resolve(tasksDir, dirname(source));
  const [program = '', ...args] = command;
  return {
    definition: {
      ...resolvePolicy({ ...manifest, name }),
      kind: 'executable',
      source,
      inputSchema,
      outputSchema,
      isolation: 'process',
    },
    command: [await findProgram(tasksDir, cwd, program), ...args],
    cwd,
    env,
    validateInput: compileTaskSchema('input', inputSchema),
    validateOutput: outputSchema && compileTaskSchema('output', outputSchema),
  };
}

function parseManifest(text: string): Manifest {
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch (error) {
    throw new Error(`It is not valid JSON: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
  const faults = checkManifest(manifest);
  if (faults.length > 0) {
    throw new Error(faults.map(({ path, message }) => `${path || 'The manifest'} ${message}`).join('; '));
  }
  return manifest as Manifest;
}

/** The program's real path. Throws if it is not a file, cannot be executed or lies outside of TASKS_DIR. */
async function findProgram(tasksDir: string, cwd: string, program: string): Promise<string> {
  const wanted = resolve(cwd, program);
  const path = await realpath(wanted).catch(() => undefined);
  if (path === undefined || !(await stat(path)).isFile()) {
    throw new Error(`/command/0 names "${program}", but there is no such file at ${wanted}.`);
  }
  // What can run is what an operator put into TASKS_DIR, nothing else on the machine.
  if (!path.startsWith((await realpath(tasksDir)) + sep)) {
    throw new Error(`/command/0 names "${program}", which is ${path}: outside of TASKS_DIR. Put the program into it.`);
  }
  await access(path, constants.X_OK).catch(() => {
    throw new Error(`/command/0 names "${program}", which is not executable. Run: chmod +x ${path}`);
  });
  return path;
}
