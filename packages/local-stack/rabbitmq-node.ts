import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { lockFolder } from './folder-lock.ts';
import { keptPort } from './free-port.ts';
import { type GuardedProcess, startGuarded } from './guarded-process.ts';
import { keepValue, keptValue, randomSecret } from './kept-value.ts';
import { endLeftover } from './leftover-process.ts';
import type { LocalServer } from './local-server.ts';

/** Debian's program on the PATH is a wrapper that insists on the user `rabbitmq` and the system's folders. */
const DEBIAN_PROGRAM = '/usr/lib/rabbitmq/bin/rabbitmq-server';
const POLL_MS = 50;
const PROBE_TIMEOUT_MS = 1_000;

/** Makes a node one of a cluster, whose nodes find each other by a port mapper that the cluster keeps. */
export interface ClusterMember {
  name: string;
  /** All nodes of the cluster. */
  nodes: readonly string[];
  password: string;
  epmdPort: number;
}

/** Path of the RabbitMQ server program, or null where it is not installed. */
export function findRabbitmq(): string | null {
  return existsSync(DEBIAN_PROGRAM) ? DEBIAN_PROGRAM : Bun.which('rabbitmq-server');
}

/**
 * Starts a private RabbitMQ node that shares nothing with others on this machine: its name, ports, port mapper (epmd),
 * password, data and logs live below `dir`. A start takes 5 to 15 s: the address is known at once, `ready` tells when.
 * @param member makes it a node of a cluster
 * @param withMetrics serves what RabbitMQ tells Prometheus at `metricsUrl`, for some more seconds of start
 */
export async function startRabbitmq(
  dir: string,
  program = findRabbitmq(),
  { withMetrics = false, member }: { withMetrics?: boolean; member?: ClusterMember } = {},
): Promise<LocalServer & { metricsUrl: string | null }> {
  if (!program)
    throw new Error('rabbitmq-server is not installed: install it, or set RABBITMQ_URL to a server of yours.');
  const unlock = lockFolder(dir);
  try {
    const ports = {
      amqp: await keptPort(join(dir, 'port')),
      dist: await keptPort(join(dir, 'dist-port')),
      epmd: member?.epmdPort ?? (await keptPort(join(dir, 'epmd-port'))),
      metrics: withMetrics ? await keptPort(join(dir, 'metrics-port')) : null,
    };
    const password = keptValue(join(dir, 'password'), () => member?.password ?? randomSecret());
    const nodeName = keptValue(
      join(dir, 'node-name'),
      () => member?.name ?? `fbrain-${randomSecret().slice(0, 8)}@localhost`,
    );
    await endLeftover(join(dir, 'pid'), nodeName, 'SIGKILL');
    await endLeftover(join(dir, 'epmd-pid'), 'epmd', 'SIGKILL');
    writeSettings(dir, ports, password, member);
    const portMapper = member ? undefined : startPortMapper(dir, ports.epmd);
    const node = startNode(dir, program, nodeName, ports);
    void node.exited.then(() => portMapper?.kill()).then(unlock);
    let isReady = false;
    const ready = untilReady(node, ports.amqp, join(dir, 'rabbitmq.log')).then(() => {
      isReady = true;
    });
    ready.catch(() => {});
    const end = async (how: 'stop' | 'kill') => {
      await node[how]();
      await portMapper?.kill();
    };
    const url = `amqp://fbrain:${password}@127.0.0.1:${ports.amqp}`;
    // A booting node passes over a request to stop.
    const stop = () => end(isReady ? 'stop' : 'kill');
    const metricsUrl = ports.metrics === null ? null : `http://127.0.0.1:${ports.metrics}/metrics`;
    return { url, metricsUrl, ready, exited: node.exited, stop, kill: () => end('kill') };
  } catch (error) {
    unlock();
    throw error;
  }
}

function writeSettings(
  dir: string,
  ports: { amqp: number; metrics: number | null },
  password: string,
  member: ClusterMember | undefined,
): void {
  for (const folder of ['data', 'log']) mkdirSync(join(dir, folder), { recursive: true });
  // The user is created with the data, the first time.
  const lines = [`listeners.tcp.1 = 127.0.0.1:${ports.amqp}`, 'default_user = fbrain', `default_pass = ${password}`];
  if (ports.metrics) lines.push('prometheus.tcp.ip = 127.0.0.1', `prometheus.tcp.port = ${ports.metrics}`);
  if (member) {
    const nodes = member.nodes.map((name, index) => `cluster_formation.classic_config.nodes.${index + 1} = ${name}`);
    lines.push('cluster_formation.peer_discovery_backend = classic_config', ...nodes);
    // What lets a node in; it must be the same everywhere, and nobody else's to read.
    keepValue(join(dir, '.erlang.cookie'), member.password.slice(0, 32));
  }
  keepValue(join(dir, 'rabbitmq.conf'), lines.join('\n'));
  // Each plugin costs start time.
  writeFileSync(join(dir, 'enabled_plugins'), `[${ports.metrics ? 'rabbitmq_prometheus' : ''}].\n`);
}

const epmdEnvironment = (port: number) => ({ ERL_EPMD_PORT: String(port), ERL_EPMD_ADDRESS: '127.0.0.1' });

function startNode(
  dir: string,
  program: string,
  nodeName: string,
  ports: { dist: number; epmd: number },
): GuardedProcess {
  const node = startGuarded({
    command: [program],
    logFile: join(dir, 'rabbitmq.log'),
    stopSignal: 'SIGTERM',
    // A node that is still booting does not listen to anything gentler. It holds no truth (G4), so nothing is lost.
    deathSignal: 'SIGKILL',
    env: {
      ...epmdEnvironment(ports.epmd),
      HOME: dir,
      RABBITMQ_NODENAME: nodeName,
      RABBITMQ_DIST_PORT: String(ports.dist),
      RABBITMQ_CONFIG_FILE: join(dir, 'rabbitmq'),
      RABBITMQ_CONF_ENV_FILE: join(dir, 'no-such-file'),
      RABBITMQ_ENABLED_PLUGINS_FILE: join(dir, 'enabled_plugins'),
      RABBITMQ_MNESIA_BASE: join(dir, 'data'),
      RABBITMQ_LOG_BASE: join(dir, 'log'),
      RABBITMQ_PID_FILE: join(dir, 'erlang-pid'),
      // Makes the start script replace itself with the node, which is then the process that we guard and stop.
      RABBITMQ_ALLOW_INPUT: 'true',
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-noinput +B i -kernel inet_dist_use_interface {127,0,0,1}',
    },
  });
  keepValue(join(dir, 'pid'), String(node.pid));
  return node;
}

/** Ours and not the node's: as the node's daemon it would outlive it. Where it is not on the PATH the node must start it. */
export function startPortMapper(dir: string, port: number): GuardedProcess | undefined {
  const program = Bun.which('epmd');
  if (!program) return undefined;
  const env = epmdEnvironment(port);
  const portMapper = startGuarded({ command: [program], env, logFile: join(dir, 'epmd.log'), stopSignal: 'SIGTERM' });
  keepValue(join(dir, 'epmd-pid'), String(portMapper.pid));
  return portMapper;
}

async function untilReady(node: GuardedProcess, port: number, logFile: string): Promise<void> {
  while (!(await speaksAmqp(port))) {
    if (node.hasExited()) throw new Error(`RabbitMQ did not start: its output is in ${logFile}.`);
    await Bun.sleep(POLL_MS);
  }
}

/** Whether something on the port answers the AMQP greeting: the listener opens when the node has booted. */
function speaksAmqp(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ port, host: '127.0.0.1', timeout: PROBE_TIMEOUT_MS });
  socket.once('connect', () => socket.write('AMQP\x00\x00\x09\x01', 'latin1'));
  socket.once('data', () => resolve(true));
  for (const event of ['error', 'close', 'timeout']) socket.once(event, () => resolve(false));
  return promise.finally(() => socket.destroy());
}
