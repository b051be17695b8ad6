import { readdirSync } from 'node:fs';
import { createLogger, type Logger } from '@fbrain/adapters/logging/logger';
import { findIllness } from '@fbrain/adapters/process/healthcheck';
import { runUntilSignal } from '@fbrain/adapters/process/run-until-signal';
import { readListenConfig, readWorkerConfig, workerSecrets } from './config.ts';
import { hideProcess } from './hide-process.ts';
import type { HostProgram } from './host-program.ts';
import { removeScratchFolders } from './scratch-folder.ts';
import { VERSION } from './version.ts';
import { createWorker } from './worker.ts';

const HELP = `fbrain-worker ${VERSION}: executes the runs of F_BRAIN.

Usage: fbrain-worker [run]        start the worker (the default)
       fbrain-worker healthcheck  exit with 0 if the worker of this machine is alive (/healthz), else with 1
       fbrain-worker --help       show this text
       fbrain-worker --version    show the version

It is configured by environment variables; docs/configuration.md lists them. At least DATABASE_URL, SECRET_KEY and TASKS_DIR.
`;

/** The command line of the worker. Resolves when the worker has stopped. */
export async function startWorker(args: readonly string[], hostProgram: () => HostProgram): Promise<void> {
  const [command = 'run'] = args;
  if (command === '--help' || command === '-h' || command === 'help') return print(HELP);
  if (command === '--version' || command === '-v') return print(`${VERSION}\n`);
  if (command === 'healthcheck') return await checkHealth();
  if (command !== 'run') return fail(`fbrain-worker: there is no command "${command}". See fbrain-worker --help.\n`);
  try {
    const config = readWorkerConfig();
    requireFolder(config.tasksDir);
    const { logLevel: level, logFormat: format } = config;
    const logger = createLogger({ level, format, secrets: workerSecrets(config) }, { service: 'worker' });
    shieldSecrets(logger);
    removeScratchFolders();
    // Hosts may outlive the worker by a moment, and nobody would see their end.
    process.on('exit', removeScratchFolders);
    await runUntilSignal(createWorker(config, hostProgram(), logger), logger);
  } catch (error) {
    fail(`fbrain-worker: ${error instanceof Error ? error.message : error}\n`);
  }
}

/** Task hosts start in this folder: without it the system would say that their program is missing. */
function requireFolder(tasksDir: string): void {
  try {
    readdirSync(tasksDir);
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    throw new Error(
      `The folder that TASKS_DIR names cannot be read: make or mount it, or correct TASKS_DIR. (${reason})`,
    );
  }
}

/** Before any task code runs. */
function shieldSecrets(logger: Logger): void {
  const isHidden = hideProcess();
  if (isHidden && process.getuid?.() !== 0) return;
  const why = isHidden ? 'the worker runs as root, whom nothing is hidden from' : 'this system cannot hide a process';
  logger.info(`task code could read the environment of the worker: ${why} (docs/security.md)`);
}

async function checkHealth(): Promise<void> {
  const illness = await findIllness(readListenConfig(), '/healthz');
  if (illness !== null) fail(`${illness}\n`);
}

function print(text: string): void {
  process.stdout.write(text);
}

function fail(text: string): void {
  process.stderr.write(text);
  process.exitCode = 1;
}
