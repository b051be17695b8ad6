import { resolve } from 'node:path';
import type { Logger } from '@fbrain/adapters/logging/logger';
import type { WorkerConfig } from '../config.ts';
import { type HostProgram, taskEnvironment } from '../host-program.ts';
import { newScratchFolder } from '../scratch-folder.ts';
import { HOST_SETTINGS_VARIABLE, type HostSettings } from '../task-host/host-settings.ts';
import type { HostPoolOptions } from './host-pool.ts';
import { spawnTaskHost, type TaskHostEvents } from './task-host.ts';

/** Starts task hosts in TASKS_DIR with nothing of the worker's environment but what the operator lists. */
export function createHostSpawner(
  config: WorkerConfig,
  program: HostProgram,
  logger: Logger,
): HostPoolOptions['spawn'] {
  const tasksDir = resolve(config.tasksDir);
  return (events, source) => {
    const settings: HostSettings = {
      tasksDir,
      outputLimitBytes: config.outputLimitBytes,
      logLimitBytes: config.logLimitBytes,
      ...(source === undefined ? {} : { source }),
    };
    const env = {
      ...taskEnvironment(config.taskEnv),
      ...program.env,
      [HOST_SETTINGS_VARIABLE]: JSON.stringify(settings),
    };
    const scratch = newScratchFolder();
    const removing: TaskHostEvents = {
      ...events,
      onExit(host, exit) {
        void scratch.remove();
        events.onExit(host, exit);
      },
    };
    const command = { argv: program.argv, env: { TMPDIR: scratch.path, ...env }, cwd: tasksDir };
    return spawnTaskHost(command, removing, logger);
  };
}
