import { join } from 'node:path';
import { type SupervisedService, superviseService } from '@fbrain/local-stack/supervised-service';
import { BUN, PROJECT_DIR } from '../project.ts';
import type { DevConfig, Environment } from './dev-config.ts';
import type { Stores } from './start-stores.ts';

export type ServiceName = 'api' | 'worker' | 'ui';
export type DevServices = Record<ServiceName, SupervisedService>;

export const API_MAIN = join(PROJECT_DIR, 'services/api/src/main.ts');
const WORKER_MAIN = join(PROJECT_DIR, 'services/worker/src/main.ts');
const VITE_MAIN = 'node_modules/vite/bin/vite.js';
/** Terminal colours of the names: cyan, magenta, yellow. */
const COLOURS = { api: 36, worker: 35, ui: 33 } as const;

/** What the services are told. What the caller's environment says counts, save for what this script decides. */
export function serviceEnvironment(config: DevConfig, { databaseUrl, rabbitmqUrl }: Stores): Environment {
  return {
    // Only this machine reaches a development system; Ctrl-C must not take long.
    API_HOST: '127.0.0.1',
    STOP_GRACE: '3s',
    CANCEL_GRACE: '2s',
    LOG_FORMAT: 'pretty',
    ...config.environment,
    // `undefined` takes the caller's variant out: an address must not be given twice.
    DATABASE_URL: databaseUrl,
    DATABASE_URL_FILE: undefined,
    RABBITMQ_URL: rabbitmqUrl,
    RABBITMQ_URL_FILE: undefined,
    API_TOKEN: config.token,
    API_TOKEN_FILE: undefined,
    SECRET_KEY: config.secretKey,
    SECRET_KEY_FILE: undefined,
    ADMIN_EMAIL: config.admin.email,
    ADMIN_PASSWORD: config.admin.password,
    ADMIN_PASSWORD_FILE: undefined,
    PUBLIC_URL: config.environment.PUBLIC_URL ?? `http://localhost:${config.uiPort}`,
    TASKS_DIR: config.tasksDir,
    API_PORT: String(config.apiPort),
    WORKER_PORT: String(config.workerPort),
    UI_PORT: String(config.uiPort),
  };
}

/** Starts API, worker and UI. */
export function startServices(env: Environment): DevServices {
  const start = (name: ServiceName, command: string[], cwd = PROJECT_DIR) =>
    superviseService({ command: [BUN, ...command], cwd, env, onLine: (line) => printLine(name, line) });
  return {
    api: start('api', [API_MAIN]),
    worker: start('worker', [WORKER_MAIN]),
    ui: start('ui', [VITE_MAIN, '--logLevel', 'warn'], join(PROJECT_DIR, 'ui')),
  };
}

function printLine(name: ServiceName, line: string): void {
  const label = name.padEnd(6);
  console.log(process.stdout.isTTY ? `\x1b[${COLOURS[name]}m${label}\x1b[0m ${line}` : `${label} ${line}`);
}
