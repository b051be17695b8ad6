import { readFileSync } from 'node:fs';
import type { Config, Declarations, Variable } from './variable.ts';

/** Where values come from: `process.env` in a service, a plain object in a test. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The configuration cannot be used. The message lists every problem, one line each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      `The configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
    );
    this.problems = problems;
  }
}

/** Reads all declared variables. Throws one ConfigError that names every problem, not only the first. */
export function readConfig<D extends Declarations>(declarations: D, environment: Environment): Config<D> {
  const problems: string[] = [];
  const entries = Object.entries(declarations).map(([key, variable]) => {
    try {
      return [key, readVariable(variable, environment)];
    } catch (error) {
      problems.push(`${variable.env} ${error instanceof Error ? error.message : String(error)}`);
      return [key, undefined];
    }
  });
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.fromEntries(entries) as Config<D>;
}

/** The values of all secrets given, so that the logger can keep them out of its lines. */
export function secretsOf<D extends Declarations>(declarations: D, config: Config<D>): string[] {
  return Object.entries(declarations)
    .filter(([, variable]) => variable.secret)
    .flatMap(([key]) => config[key])
    .filter((value) => typeof value === 'string');
}

function readVariable<T>(variable: Variable<T>, environment: Environment): T | undefined {
  const given = readText(variable, environment) ?? variable.default;
  if (given !== undefined) return variable.parse(given);
  if (variable.computed) return variable.computed.value();
  if (variable.optional) return undefined;
  const orFile = variable.secret ? `, or ${variable.env}_FILE to a file that holds it` : '';
  throw new Error(`is required: set it${orFile}. ${variable.doc}`);
}

/** An empty text counts as not given: compose files pass `NAME=` for what the user left out. */
function readText(variable: Variable<unknown>, environment: Environment): string | undefined {
  const direct = environment[variable.env] || undefined;
  const file = variable.secret ? environment[`${variable.env}_FILE`] || undefined : undefined;
  if (file === undefined) return direct;
  if (direct !== undefined) throw new Error(`and ${variable.env}_FILE are both set: remove one of them`);
  try {
    // Editors and `echo` end files with a line break that is no part of the secret.
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`could not be read: ${variable.env}_FILE names ${file}, but: ${reason}`);
  }
}
