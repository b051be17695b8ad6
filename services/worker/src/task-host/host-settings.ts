/** What the supervisor tells a task host at its start, as JSON in the variable FBRAIN_HOST. */
export interface HostSettings {
  /** Absolute path. */
  tasksDir: string;
  /** Largest output of a run, as bytes of JSON. */
  outputLimitBytes: number;
  /** Largest log of one attempt. */
  logLimitBytes: number;
  /** Load this file below tasksDir alone: a host that serves one run starts faster so. */
  source?: string;
}

export const HOST_SETTINGS_VARIABLE = 'FBRAIN_HOST';

/**
 * Flags for the Bun that runs a host: missing packages of a task are a problem to report, not to fetch in silence, and
 * a `.env` file in the working directory must not reach task code.
 */
export const HOST_BUN_FLAGS = ['--no-install', '--no-env-file'] as const;

/** The one place of a task host that reads the environment. */
export function readHostSettings(): HostSettings {
  const { env } = process;
  const text = env[HOST_SETTINGS_VARIABLE];
  // Task code and the programs it starts see neither: BUN_BE_BUN would turn another compiled Bun program into Bun.
  delete env[HOST_SETTINGS_VARIABLE];
  delete env.BUN_BE_BUN;
  if (text === undefined || process.send === undefined) {
    throw new Error('A task host is started by fbrain-worker and cannot run alone. Start fbrain-worker instead.');
  }
  return JSON.parse(text) as HostSettings;
}
