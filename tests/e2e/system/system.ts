import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@fbrain/local-stack/free-port';
import { randomSecret } from '@fbrain/local-stack/kept-value';
import { asApplication } from '@fbrain/testing/test-database';
import { type Client, createClient } from 'f-brain';
import { type Binary, startBinary, untilReady } from './binary.ts';
import { openFrontDoor } from './front-door.ts';
import { startNginx } from './nginx.ts';
import { copyTasks } from './task-folder.ts';

/** The built system as a user has it: two binaries, the UI, and a task folder that is not in this repository. */
export interface System {
  /** Folder of everything it writes; removed at the end. */
  dir: string;
  apiUrl: string;
  /** Where the UI is, with the API behind it. */
  url: string;
  /** The API_TOKEN: may do everything. */
  token: string;
  /** Who may sign in. */
  admin: { email: string; password: string };
  client: Client;
  tasksDir: string;
  /** Reads a resource below /api/v1. */
  get<T>(path: string): Promise<T>;
  /** Starts one more replica of the API and waits until it is ready. */
  startApi(env?: Record<string, string>): Promise<Running>;
  /** Starts one more worker and waits until it is ready. */
  startWorker(env?: Record<string, string>): Promise<Running>;
  /** Ends all replicas and workers; the rest stays. */
  endServices(): Promise<void>;
  stop(): Promise<void>;
}

export interface Running extends Binary {
  /** Where it serves; a worker only health, readiness and metrics. */
  url: string;
}

export interface SystemOptions {
  databaseUrl: string;
  /** Undefined = PostgreSQL carries the work. */
  rabbitmqUrl: string | undefined;
  distDir: string;
  /** Whether the real Nginx stands in front; what does the same without being it otherwise. */
  nginx?: boolean;
}

/** Migrates the database and starts API and UI; workers are started by their own call. */
export async function startSystem({
  databaseUrl,
  rabbitmqUrl,
  distDir,
  nginx = false,
}: SystemOptions): Promise<System> {
  const dir = mkdtempSync(join(tmpdir(), 'fbrain-e2e-'));
  const tasksDir = join(dir, 'tasks');
  copyTasks(tasksDir);
  const token = crypto.randomUUID();
  const admin = { email: 'admin@example.org', password: randomSecret() };
  // Systems of several tests share the RabbitMQ node.
  const broker = rabbitmqUrl && { RABBITMQ_URL: rabbitmqUrl, RABBITMQ_PREFIX: `e2e-${token}` };
  // Services work as a role that cannot change the schema: whatever they do in any test, they may.
  const env = { DATABASE_URL: asApplication(databaseUrl), SECRET_KEY: randomSecret(), ...broker };
  const adminEnv = { ADMIN_EMAIL: admin.email, ADMIN_PASSWORD: admin.password };
  const start = (name: string, more: Record<string, string>, args: string[] = []) =>
    startBinary({ path: join(distDir, name), args, env: { ...env, ...more }, dir });

  await start('fbrain-api', { MIGRATION_DATABASE_URL: databaseUrl }, ['migrate']).exited;
  const apis: Binary[] = [];
  const workers: Binary[] = [];
  const startApi = async (more: Record<string, string> = {}): Promise<Running> => {
    const { API_PORT = String(await freePort()) } = more;
    const url = `http://127.0.0.1:${API_PORT}`;
    const api = start('fbrain-api', { API_HOST: '127.0.0.1', API_TOKEN: token, ...adminEnv, ...more, API_PORT });
    apis.push(api);
    await untilReady(`${url}/readyz`, api);
    return { ...api, url };
  };
  const endServices = async () => {
    // Nobody waits for what their runs would still do.
    await Promise.all([...workers.map((worker) => worker.end('SIGKILL')), ...apis.map((api) => api.end())]);
  };
  const { url: apiUrl } = await startApi();
  const uiDir = join(distDir, 'ui');
  const frontDoor = nginx ? await startNginx({ dir, apiUrls: [apiUrl], uiDir }) : openFrontDoor(uiDir, apiUrl);
  return {
    dir,
    apiUrl,
    url: frontDoor.url,
    token,
    admin,
    tasksDir,
    client: createClient({ url: apiUrl, token }),
    get: async <T>(path: string) => {
      const answer = await fetch(`${apiUrl}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } });
      return (await answer.json()) as T;
    },
    startApi,
    async startWorker(more = {}) {
      const workerPort = String(await freePort());
      const workerUrl = `http://127.0.0.1:${workerPort}`;
      const worker = start('fbrain-worker', {
        TASKS_DIR: tasksDir,
        WORKER_PORT: workerPort,
        STOP_GRACE: '1s',
        ...more,
      });
      workers.push(worker);
      await untilReady(`${workerUrl}/readyz`, worker);
      return { ...worker, url: workerUrl };
    },
    endServices,
    async stop() {
      await endServices();
      await frontDoor.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
