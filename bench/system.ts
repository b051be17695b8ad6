import { openSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, openDatabase } from '@fbrain/adapters/postgres/connection';
import { freePort } from '@fbrain/local-stack/free-port';
import { endsWithParent } from '@fbrain/local-stack/guarded-process';
import { randomSecret } from '@fbrain/local-stack/kept-value';

/** The compiled services on fresh ports, against the given servers: what a user would run, measured from outside. */
export interface System {
  apiUrl: string;
  token: string;
  sql: Database;
  startWorker(): Promise<void>;
  stopWorker(): Promise<void>;
  /** A figure that the worker's supervisor tells about itself. */
  workerMetric(name: string): Promise<number>;
  /** Its resident memory, without its task hosts. */
  workerMegabytes(): Promise<number>;
  stop(): Promise<void>;
}

export interface SystemOptions {
  databaseUrl: string;
  /** Undefined = PostgreSQL carries the work. */
  rabbitmqUrl?: string | undefined;
  distDir: string;
  tasksDir: string;
  /** Folder for the logs of the processes. */
  logDir: string;
  /** Further variables of the worker, such as WORKER_CONCURRENCY. */
  workerEnv: Record<string, string>;
}

type Child = ReturnType<typeof Bun.spawn>;

const READY_TIMEOUT_MS = 20_000;

export async function startSystem(options: SystemOptions): Promise<System> {
  const token = crypto.randomUUID();
  const [apiPort, workerPort] = [await freePort(), await freePort()];
  const apiUrl = `http://127.0.0.1:${apiPort}`;
  const shared = {
    DATABASE_URL: options.databaseUrl,
    ...(options.rabbitmqUrl === undefined ? {} : { RABBITMQ_URL: options.rabbitmqUrl }),
    SECRET_KEY: randomSecret(),
    LOG_LEVEL: 'warn',
  };
  const spawn = (name: string, env: Record<string, string>, args: readonly string[] = []): Child => {
    const log = openSync(join(options.logDir, `${name}.log`), 'a');
    const command = endsWithParent([join(options.distDir, name), ...args], 'SIGTERM');
    return Bun.spawn(command, { env: { ...shared, ...env }, stdin: 'ignore', stdout: log, stderr: log });
  };
  await spawn('fbrain-api', {}, ['migrate']).exited;
  const api = spawn('fbrain-api', { API_HOST: '127.0.0.1', API_PORT: String(apiPort), API_TOKEN: token });
  await untilReady(`${apiUrl}/readyz`, 'fbrain-api', options.logDir);
  const sql = openDatabase({ url: options.databaseUrl, max: 2, applicationName: 'bench', statementTimeoutMs: 0 });
  let worker: Child | null = null;

  const metric = async (name: string): Promise<number> => {
    const metrics = await (await fetch(`http://127.0.0.1:${workerPort}/metrics`)).text();
    return Number(new RegExp(`^${name}\\S* (\\S+)`, 'm').exec(metrics)?.[1] ?? Number.NaN);
  };
  const end = async (child: Child | null) => {
    child?.kill('SIGTERM');
    await child?.exited;
  };
  return {
    apiUrl,
    token,
    sql,
    async startWorker() {
      worker = spawn('fbrain-worker', {
        TASKS_DIR: options.tasksDir,
        WORKER_PORT: String(workerPort),
        STOP_GRACE: '2s',
        ...options.workerEnv,
      });
      await untilReady(`http://127.0.0.1:${workerPort}/readyz`, 'fbrain-worker', options.logDir);
    },
    async stopWorker() {
      await end(worker);
      worker = null;
    },
    workerMetric: metric,
    workerMegabytes: async () => (await metric('process_resident_memory_bytes')) / 1e6,
    async stop() {
      await end(worker);
      await end(api);
      await sql.end();
    },
  };
}

async function untilReady(url: string, name: string, logDir: string): Promise<void> {
  const startedAt = performance.now();
  while (performance.now() - startedAt < READY_TIMEOUT_MS) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    await Bun.sleep(20);
  }
  throw new Error(
    `${name} did not become ready within ${READY_TIMEOUT_MS / 1_000} s; see ${join(logDir, `${name}.log`)}`,
  );
}
