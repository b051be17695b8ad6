import type { TaskRegistry } from '../catalogue/task-registry.ts';
import type { WorkerConfig } from '../config.ts';
import { taskEnvironment } from '../host-program.ts';
import type { HostReport, HostRun } from '../task-host/protocol.ts';
import { type ExecutableProcess, startExecutable } from './start-executable.ts';

/** Starts the program of a claimed run. */
export function createExecutableStarter(
  config: WorkerConfig,
  registry: TaskRegistry,
  onReport: (report: HostReport) => void,
): (run: HostRun) => ExecutableProcess {
  const { outputLimitBytes, logLimitBytes } = config;
  return (run) => {
    const executable = registry.current().findExecutable(run.task);
    if (!executable) throw new Error(`The executable of task ${run.task} is gone`);
    return startExecutable(run, executable, {
      env: taskEnvironment(config.taskEnv),
      outputLimitBytes,
      logLimitBytes,
      onReport,
    });
  };
}
