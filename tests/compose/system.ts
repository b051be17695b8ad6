import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { eventually } from '@fbrain/testing/eventually';

const PROJECT_DIR = resolve(import.meta.dir, '../..');
// biome-ignore lint/style/noProcessEnv: the place where these tests read what scripts/test-compose.ts gives them
const given = process.env;

/** Folder for the files of this run. */
export const RUN_DIR = given.COMPOSE_RUN_DIR ?? '';
/** Services that `up` does not start, or that have no image here. */
const LEFT_OUT = ['tools', given.COMPOSE_LEFT_OUT];
/** The command: `docker-compose`, or `docker compose`. */
const COMPOSE = (given.COMPOSE_COMMAND ?? 'docker-compose').split(' ');
const [HTTP_PORT, HTTPS_PORT] = (given.COMPOSE_PORTS ?? '80,443').split(',').map(Number);
/** Nginx, as people and programs outside reach it. */
export const FRONT = `http://127.0.0.1:${HTTP_PORT}`;
const API_TOKEN = 'token-of-the-compose-test';

export interface Output {
  out: string;
  err: string;
  code: number;
}

export interface Container {
  id: string;
  service: string;
  pid: number;
  isRunning: boolean;
  exitCode: number;
  /** `none` for an image without a check. */
  health: 'healthy' | 'unhealthy' | 'starting' | 'none';
  details: ContainerDetails;
}

/** The parts of `docker inspect` that tests look at. */
export interface ContainerDetails {
  Config: { User: string; Image: string };
  HostConfig: {
    ReadonlyRootfs: boolean;
    Memory: number;
    NanoCpus: number;
    CapAdd: string[] | null;
    Privileged: boolean;
  };
  NetworkSettings: { Ports: Record<string, { HostIp: string; HostPort: string }[] | null> };
  Mounts: { Type: string; Name?: string; Destination: string; RW: boolean }[];
}

/** Settings as an installation has them: .env.example with the secrets that ops/invent-secrets.sh made. */
export function newEnvFile(changes: Record<string, string | undefined> = {}): string {
  const folder = join(RUN_DIR, `project-${Bun.randomUUIDv7()}`);
  mkdirSync(join(folder, 'ops'), { recursive: true });
  copyFileSync(join(PROJECT_DIR, '.env.example'), join(folder, '.env.example'));
  copyFileSync(join(PROJECT_DIR, 'ops/invent-secrets.sh'), join(folder, 'ops/invent-secrets.sh'));
  const { success, stderr } = Bun.spawnSync(['sh', join(folder, 'ops/invent-secrets.sh')]);
  if (!success) throw new Error(stderr.toString());
  const file = join(folder, '.env');
  const lines = readFileSync(file, 'utf8').split('\n');
  const kept = lines.filter((line) => !Object.hasOwn(changes, line.replace(/=.*/, '')));
  const added = Object.entries({ HTTP_PORT, HTTPS_PORT, ...changes }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${value}`],
  );
  writeFileSync(file, [...kept, `API_TOKEN=${API_TOKEN}`, ...added, ''].join('\n'));
  return file;
}

export async function run(command: readonly string[]): Promise<Output> {
  const child = Bun.spawn([...command], { cwd: PROJECT_DIR, stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  return { out, err, code };
}

/** A project of its own on the engine of this run. */
export function createProject(name: string, envFile: string, files: readonly string[] = ['compose.yml']) {
  const options = [...files.flatMap((file) => ['--file', file]), '--env-file', envFile, '--project-name', name];
  const compose = (...args: string[]): Promise<Output> => run([...COMPOSE, ...options, ...args]);

  async function succeed(...args: string[]): Promise<string> {
    const { out, err, code } = await compose(...args);
    if (code !== 0) throw new Error(`compose ${args.join(' ')} failed:\n${out}${err}`);
    return out;
  }

  async function containers(): Promise<Container[]> {
    const { out: ids } = await run(['docker', 'ps', '-aq', '--filter', `label=com.docker.compose.project=${name}`]);
    const list = ids.split('\n').filter((id) => id !== '');
    if (list.length === 0) return [];
    const { out } = await run(['docker', 'inspect', ...list]);
    return JSON.parse(out === '' ? '[]' : out).map(toContainer);
  }

  /** Starts all services that have an image here, and waits until all are well. */
  async function up(...options: string[]): Promise<void> {
    const services = (await succeed('config', '--services')).split('\n').filter((service) => service !== '');
    const wanted = services.filter((service) => !LEFT_OUT.includes(service));
    const { err, code } = await compose('up', '--detach', '--no-build', ...options, ...wanted);
    if (code !== 0) throw new Error(`${err}\n${(await compose('logs', '--no-color', '--tail=10')).out}`);
    await eventually(async () => requireWell(await containers()), { timeoutMs: 120_000 });
  }

  return {
    compose,
    succeed,
    containers,
    up,
    service: async (service: string) => (await containers()).filter((one) => one.service === service),
  };
}

/** Throws unless every container runs and is healthy, and `migrate` has done its work. */
export function requireWell(containers: readonly Container[]): void {
  const ill = containers.filter(({ service, isRunning, exitCode, health }) =>
    service === 'migrate' ? isRunning || exitCode !== 0 : !isRunning || !['healthy', 'none'].includes(health),
  );
  if (containers.length === 0) throw new Error('There is no container.');
  if (ill.length > 0)
    throw new Error(`Not well: ${ill.map(({ service, health }) => `${service} (${health})`).join(', ')}`);
}

function toContainer(details: ContainerDetails & Record<string, never>): Container {
  const { Id, State, Config } = details as unknown as {
    Id: string;
    State: { Running: boolean; ExitCode: number; Pid: number; Health?: { Status: Container['health'] } };
    Config: { Labels: Record<string, string> };
  };
  return {
    id: Id,
    service: Config.Labels['com.docker.compose.service'] ?? '',
    pid: State.Pid,
    isRunning: State.Running,
    exitCode: State.ExitCode,
    health: State.Health?.Status ?? 'none',
    details,
  };
}

/** Calls the API through Nginx. */
export async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${FRONT}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${API_TOKEN}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
