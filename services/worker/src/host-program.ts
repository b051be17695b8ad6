import { fileURLToPath } from 'node:url';
import { HOST_BUN_FLAGS } from './task-host/host-settings.ts';

/** How to start a task host: the program and what it needs in its environment. */
export interface HostProgram {
  argv: readonly string[];
  env: Readonly<Record<string, string>>;
}

/** From source: the Bun that runs this worker runs the host's source file. */
export const sourceHostProgram = (): HostProgram => ({
  argv: [process.execPath, ...HOST_BUN_FLAGS, fileURLToPath(new URL('./task-host/main.ts', import.meta.url))],
  env: {},
});

/** Compiled: `BUN_BE_BUN` turns this binary back into Bun, which runs the extracted host. */
export const compiledHostProgram = (file: string): HostProgram => ({
  argv: [process.execPath, ...HOST_BUN_FLAGS, file],
  env: { BUN_BE_BUN: '1' },
});

/** Variables that task code always sees. */
const ALWAYS = ['PATH', 'HOME', 'LANG', 'TZ'];

/** The part of the environment that task code may see: nothing of the worker's own, such as its secrets. */
export function taskEnvironment(names: readonly string[]): Record<string, string> {
  // biome-ignore lint/style/noProcessEnv: hands on exactly the variables that the operator has listed
  const env = process.env;
  return Object.fromEntries(
    [...ALWAYS, ...names].flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])),
  );
}
