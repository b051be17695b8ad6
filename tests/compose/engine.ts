import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SEARCH_PATH } from '@fbrain/local-stack/environment';
import { endsWithParent } from '@fbrain/local-stack/guarded-process';
import { eventually } from '@fbrain/testing/eventually';

const START_TIMEOUT_MS = 60_000;
/** Control groups of the containers are below this name; they outlive a killed engine and are removed at the end. */
const CGROUP = 'fbrain-compose-test';

export interface Engine {
  /** The whole environment of `docker` and `docker-compose`. */
  env: Record<string, string>;
  /** Puts a command beside the engine: the same network, processes and mounts. */
  beside(command: readonly string[]): string[];
  /** Ends the engine and everything in it. */
  stop(): Promise<void>;
}

export interface EngineOptions {
  /** Keeps images from run to run. */
  dataRoot: string;
  runDir: string;
  /**
   * `host` reaches registries of packages, for building, and touches no network interface. `own` is a machine with
   * nothing but a loopback interface, for running: ports 80 and 443 are free, and whatever is published is seen.
   */
  network: 'host' | 'own';
}

/**
 * Starts a Docker engine that nobody else sees, in process and mount namespaces of its own: when it ends, by whatever
 * signal, the kernel ends its containers with it.
 */
export async function startEngine({ dataRoot, runDir, network }: EngineOptions): Promise<Engine> {
  const dir = join(runDir, `engine-${network}`);
  mkdirSync(dir, { recursive: true });
  const socket = `unix://${dir}/docker.sock`;
  const places = [
    '--data-root',
    dataRoot,
    '--exec-root',
    join(dir, 'exec'),
    '--pidfile',
    join(dir, 'pid'),
    '-H',
    socket,
  ];
  const untouched = ['--bridge=none', '--iptables=false', '--ip6tables=false', '--ip-forward=false', '--ip-masq=false'];
  const options = [...places, `--cgroup-parent=/${CGROUP}`, ...(network === 'host' ? untouched : [])];
  const namespaces = ['--pid', '--mount', '--fork', '--kill-child', '--mount-proc'];
  const unshare = ['unshare', ...namespaces, ...(network === 'own' ? ['--net'] : [])];
  const script = `${network === 'own' ? 'ip link set lo up; ' : ''}exec dockerd "$@"`;
  const log = join(dir, 'dockerd.log');
  const child = Bun.spawn(endsWithParent([...unshare, 'sh', '-c', script, 'sh', ...options], 'SIGKILL'), {
    stdio: ['ignore', Bun.file(log), Bun.file(log)],
    // Ctrl-C is for the tests: they take the system down before the engine goes.
    detached: true,
  });
  // Debian's client before any other: it is as old as Debian's engine.
  const env = { PATH: `/usr/sbin:/usr/bin:/sbin:/bin:${SEARCH_PATH}`, DOCKER_HOST: socket, DOCKER_BUILDKIT: '1' };
  const answers = () => Bun.spawnSync(['docker', 'info'], { env }).success;
  const stop = async () => {
    child.kill('SIGKILL');
    await child.exited;
    removeControlGroups();
  };
  try {
    await eventually(
      () => {
        if (child.exitCode !== null || !answers()) throw new Error(`The Docker engine does not start:\n${tail(log)}`);
      },
      { timeoutMs: START_TIMEOUT_MS },
    );
  } catch (error) {
    await stop();
    throw error;
  }
  const pid = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim();
  return {
    env,
    stop,
    beside: (command) => ['nsenter', '--target', pid, '--net', '--pid', '--mount', '--', ...command],
  };
}

const tail = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8').slice(-2_000) : '');

function removeControlGroups(): void {
  Bun.spawnSync([
    'find',
    '/sys/fs/cgroup',
    '-depth',
    '-type',
    'd',
    '-path',
    `*/${CGROUP}*`,
    '-exec',
    'rmdir',
    '{}',
    '+',
  ]);
}
