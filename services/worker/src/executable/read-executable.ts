import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
import { type Static, t } from 'f-brain';
import { MANIFEST_FIELDS, type ManifestTask, manifestChecker, toManifestTask } from '../catalogue/manifest.ts';
import { SecretReference, secretReferences, withSecrets } from '../catalogue/secret-reference.ts';
import { ProgramLimits } from './limited-command.ts';

/** A task that is a program of its own, ready to be started. */
export interface Executable extends ManifestTask {
  /** Absolute path of the program, links resolved, and its fixed arguments. */
  command: [program: string, ...args: string[]];
  limits: ProgramLimits;
  /** The folder of the manifest. */
  cwd: string;
  /** Fixed variables from the manifest. */
  env: Record<string, string>;
  /** Variables whose values are stored secrets. */
  secretEnv: Record<string, SecretReference>;
}

/** A `*.task.json` file. Unknown fields are refused: a misspelt one must not be ignored in silence. */
const Manifest = t.Object(
  {
    ...MANIFEST_FIELDS,
    limits: t.Optional(ProgramLimits),
    /** Program, relative to the manifest, and its arguments. */
    command: t.Array(t.String(), { minItems: 1 }),
    env: t.Optional(
      t.Record(t.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]*$' }), t.Union([t.String(), SecretReference]), {
        additionalProperties: false,
      }),
    ),
  },
  { additionalProperties: false },
);

const checkManifest = manifestChecker<Static<typeof Manifest>>(Manifest);

/**
 * Reads a manifest and checks the program it names.
 * @param source the manifest, relative to tasksDir
 * @param json what it holds
 * Throws an Error whose message says what is wrong.
 */
export async function readExecutable(tasksDir: string, source: string, json: unknown): Promise<Executable> {
  const manifest = checkManifest(json);
  const { command, env = {}, limits = {} } = manifest;
  const secretEnv = secretReferences('/env', env);
  const task = toManifestTask(withSecrets(manifest, secretEnv), { kind: 'executable', source, isolation: 'process' });
  const cwd = resolve(tasksDir, dirname(source));
  const [program = '', ...args] = command;
  return {
    ...task,
    command: [await findProgram(tasksDir, cwd, program), ...args],
    limits,
    cwd,
    env: textsOf(env),
    secretEnv,
  };
}

const textsOf = (env: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));

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
