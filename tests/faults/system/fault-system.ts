import { cpSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Database, openDatabase } from '@fbrain/adapters/postgres/connection';
import { freePort } from '@fbrain/local-stack/free-port';
import { randomSecret } from '@fbrain/local-stack/kept-value';
import { startPostgres } from '@fbrain/local-stack/postgres-server';
import { startRabbitmq } from '@fbrain/local-stack/rabbitmq-node';
import { openTcpProxy, type TcpProxy } from '@fbrain/testing/tcp-proxy';
import { startHttpReceiver } from '../work/http-receiver.ts';
import { type RestartableServer, startRestartable } from './restartable-server.ts';
import { type Service, startService } from './service.ts';

export const WORKERS = 3;
/** Short, so that many leases lapse within a minute. */
export const LEASE_MS = 3_000;
const TASKS_DIR = resolve(import.meta.dir, '../tasks');
const READY_TIMEOUT_MS = 60_000;

interface Servers {
  postgres: RestartableServer;
  /** Null = PostgreSQL carries the work. */
  rabbitmq: RestartableServer | null;
}

/** The compiled services at work, whatever servers they work on. */
export interface ServiceSystem {
  dir: string;
  apiUrl: string;
  token: string;
  /** Where tasks write down that they ran. */
  journal: string;
  api: Service;
  workers: Service[];
  /** The harness's own way to the database, past the failing networks. */
  sql: Database;
  services(): Service[];
  untilReady(): Promise<string[]>;
  /** Ends the services; the servers stay. */
  stop(): Promise<void>;
}

/** The system on servers of its own. Each service reaches each server through a network that can fail. */
export interface FaultSystem extends ServiceSystem, Servers {
  /** Networks by name, such as "worker-1 to rabbitmq". */
  links: ReadonlyMap<string, TcpProxy>;
}

export interface FaultSystemOptions {
  dir: string;
  distDir: string;
  transport: 'rabbitmq' | 'postgres';
}

export async function startFaultSystem({ dir, distDir, transport }: FaultSystemOptions): Promise<FaultSystem> {
  const [postgres, rabbitmq] = await Promise.all([
    startRestartable(() => startPostgres(join(dir, 'postgres'))),
    transport === 'postgres' ? null : startRestartable(() => startRabbitmq(join(dir, 'rabbitmq'))),
  ]);
  const links = new Map<string, TcpProxy>();
  const network = failingNetwork({ postgres, rabbitmq }, links);
  const system = await startServices({ dir, distDir, databaseUrl: postgres.url, network });
  await expectCrashes(system.sql);
  return {
    ...system,
    ...{ postgres, rabbitmq, links },
    async stop() {
      await system.stop();
      await Promise.all([...links.values()].map((link) => link.close()));
      await Promise.all([postgres.end('kill'), rabbitmq?.end('kill')]);
    },
  };
}

export interface ServiceOptions {
  dir: string;
  distDir: string;
  databaseUrl: string;
  /** How the service of this name reaches the servers. */
  network(name: string): Promise<Record<string, string>>;
}

/** Makes the schema and starts the API and three workers. */
export async function startServices({ dir, distDir, databaseUrl, network }: ServiceOptions): Promise<ServiceSystem> {
  const sql = openDatabase({ url: databaseUrl, max: 4, applicationName: 'fault harness', statementTimeoutMs: 0 });
  const journal = join(dir, 'journal');
  const tasksDir = join(dir, 'tasks');
  await Bun.write(journal, '');
  cpSync(TASKS_DIR, tasksDir, { recursive: true });
  const receiver = startHttpReceiver(journal, tasksDir);
  const migration = Bun.spawn([join(distDir, 'fbrain-api'), 'migrate'], { env: { DATABASE_URL: databaseUrl } });
  if ((await migration.exited) !== 0) throw new Error('The schema could not be made: see above.');

  const secretKey = randomSecret();
  const launch = async (name: string, binary: string, env: Record<string, string>, port: number) =>
    startService({
      name,
      dir,
      path: join(distDir, binary),
      readyUrl: `http://127.0.0.1:${port}/readyz`,
      env: { SECRET_KEY: secretKey, ...(await network(name)), ...env },
    });
  const token = crypto.randomUUID();
  const apiPort = await freePort();
  const apiEnv = { API_HOST: '127.0.0.1', API_PORT: String(apiPort), API_TOKEN: token };
  const api = await launch('api', 'fbrain-api', apiEnv, apiPort);
  const workers: Service[] = [];
  for (let index = 0; index < WORKERS; index++) {
    const port = await freePort();
    const env = workerEnv(index, port, { journal, tasksDir });
    workers.push(await launch(`worker-${index}`, 'fbrain-worker', env, port));
  }
  const services = () => [api, ...workers];
  return {
    ...{ dir, apiUrl: `http://127.0.0.1:${apiPort}`, token, journal, api, workers, sql, services },
    untilReady: () => untilReady(services()),
    async stop() {
      await Promise.all(services().map((service) => service.kill()));
      await receiver.stop();
      await sql.end({ timeout: 1 });
    },
  };
}

/** PostgreSQL crashes often here: what it then has to redo shall take it a second, not ten. */
async function expectCrashes(sql: Database): Promise<void> {
  await sql`alter system set checkpoint_timeout = '30s'`;
  await sql`select pg_reload_conf()`;
}

/** Gives each service a way of its own to each server, and enters it in `links`. */
const failingNetwork =
  ({ postgres, rabbitmq }: Servers, links: Map<string, TcpProxy>) =>
  async (name: string): Promise<Record<string, string>> => {
    const database = await openTcpProxy(postgres.url);
    links.set(`${name} to postgres`, database);
    const broker = rabbitmq && (await openTcpProxy(rabbitmq.url));
    if (broker) links.set(`${name} to rabbitmq`, broker);
    return {
      DATABASE_URL: database.through(postgres.url),
      ...(broker && rabbitmq ? { RABBITMQ_URL: broker.through(rabbitmq.url) } : {}),
    };
  };

const workerEnv = (
  index: number,
  port: number,
  { journal, tasksDir }: { journal: string; tasksDir: string },
): Record<string, string> => ({
  TASKS_DIR: tasksDir,
  TASK_ENV: 'FAULTS_JOURNAL',
  FAULTS_JOURNAL: journal,
  HTTP_ALLOW: '127.0.0.1',
  WORKER_NAME: `worker-${index}`,
  WORKER_PORT: String(port),
  WORKER_CONCURRENCY: '50',
  WORKER_HOSTS: '2',
  LEASE: `${LEASE_MS}ms`,
  CANCEL_GRACE: '1s',
  STOP_GRACE: '2s',
});

/** Waits until all are ready; answers which do not become so, and what they say. */
async function untilReady(services: readonly Service[]): Promise<string[]> {
  const deadline = performance.now() + READY_TIMEOUT_MS;
  for (;;) {
    const problems = await Promise.all(services.map(async (service) => [service.name, await service.problem()]));
    const unready = problems.filter(([, problem]) => problem !== null).map((problem) => problem.join(': '));
    if (unready.length === 0 || performance.now() > deadline) return unready;
    await Bun.sleep(100);
  }
}
