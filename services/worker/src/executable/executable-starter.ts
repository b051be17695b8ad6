import { resolveReferences } from '../catalogue/secret-reference.ts';
import type { TaskRegistry } from '../catalogue/task-registry.ts';
import type { WorkerConfig } from '../config.ts';
import { taskEnvironment } from '../host-program.ts';
import type { HostReport, HostRun } from '../task-host/protocol.ts';
import { type ExecutableProcess, startExecutable } from './start-executable.ts';

/** Starts the program of a claimed run; null = a reload took its task away. */
export function createExecutableStarter(
  config: WorkerConfig,
  registry: TaskRegistry,
  onReport: (report: HostReport) => void,
): (run: HostRun, secrets: ReadonlyMap<string, string>) => ExecutableProcess | null {
  const { outputLimitBytes, logLimitBytes } = config;
  return (run, secrets) => {
    const executable = registry.current().findExecutable(run.task);
    if (!executable) return null;
    const env = { ...executable.env, ...resolveReferences(executable.secretEnv, secrets) };
    return startExecutable(
      run,
      { ...executable, env },
      {
        env: taskEnvironment(config.taskEnv),
        outputLimitBytes,
        logLimitBytes,
        onReport,
      },
    );
  };
}
