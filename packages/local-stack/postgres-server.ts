import { chownSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { lockFolder } from './folder-lock.ts';
import { keptPort } from './free-port.ts';
import { type GuardedProcess, startGuarded } from './guarded-process.ts';
import { keptValue, randomSecret } from './kept-value.ts';
import { endLeftover } from './leftover-process.ts';
import type { LocalServer } from './local-server.ts';
import { type PostgresBinaries, postgresBinaries } from './postgres-binaries.ts';
import { becomeUser, serverUser } from './server-user.ts';

/** Durable as in production (G1), sized for one developer's machine. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'on',
  shared_buffers: '256MB',
  max_wal_size: '4GB',
  wal_compression: 'on',
  max_connections: '200',
};
const POLL_MS = 20;

export interface PostgresOptions {
  /** Programs of another PostgreSQL than the one in node_modules, such as Debian's. */
  binaries?: PostgresBinaries;
  /** More settings of the server. */
  settings?: Readonly<Record<string, string>>;
  /** Makes a standby of the server at this URL the first time. Needs `binaries` with pg_basebackup. */
  standbyOf?: string;
}

/**
 * Starts real PostgreSQL whose data, password and port live below `dir` and are made the first time. It listens on the
 * loopback address only. Throws a clear sentence when another living process uses the folder.
 */
export async function startPostgres(dir: string, options: PostgresOptions = {}): Promise<LocalServer> {
  const dataDir = join(dir, 'data');
  const logFile = join(dir, 'postgres.log');
  const unlock = lockFolder(dir);
  try {
    const binaries = options.binaries ?? (await postgresBinaries());
    await endLeftover(join(dataDir, 'postmaster.pid'), dataDir, 'SIGINT');
    const { standbyOf } = options;
    const password = keptValue(join(dir, 'password'), () => (standbyOf ? new URL(standbyOf).password : randomSecret()));
    await createCluster(dir, standbyOf ? copyCommand(binaries, standbyOf) : initCommand(dir, binaries));
    // Left by a killed server; PostgreSQL would take any process with the same number for that server.
    rmSync(join(dataDir, 'postmaster.pid'), { force: true });
    const port = await keptPort(join(dir, 'port'));
    const settings = Object.entries({ ...SETTINGS, ...options.settings, port }).flatMap(([name, value]) => [
      '-c',
      `${name}=${value}`,
    ]);
    // SIGINT is PostgreSQL's "fast shutdown": it ends open connections instead of waiting for them.
    const server = startGuarded({
      command: [binaries.postgres, '-D', dataDir, ...settings],
      env: { LC_ALL: 'C' },
      logFile,
      stopSignal: 'SIGINT',
      privileges: becomeUser(serverUser(dataDir)),
    });
    void server.exited.then(unlock);
    const ready = untilReady(server, dataDir, logFile);
    ready.catch(() => {});
    const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
    return { url, ready, exited: server.exited, stop: server.stop, kill: server.kill };
  } catch (error) {
    unlock();
    throw error;
  }
}

/** Makes the empty database cluster the first time. One that was interrupted half-way is made again. */
async function createCluster(dir: string, { command, env, says }: CreateCommand): Promise<void> {
  const dataDir = join(dir, 'data');
  const done = join(dir, 'created');
  if (existsSync(done)) return;
  rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const user = serverUser(dataDir);
  if (user) chownSync(dataDir, user.uid, user.gid);
  const logFile = join(dir, 'initdb.log');
  const run = startGuarded({
    command: [...command, '-D', dataDir],
    env: { LC_ALL: 'C', ...env },
    logFile,
    stopSignal: 'SIGTERM',
    privileges: becomeUser(user),
  });
  if ((await run.exited) !== 0) throw new Error(`PostgreSQL could not ${says}: ${lastLine(logFile)}`);
  keptValue(done, () => new Date().toISOString());
}

/** What fills a data folder. */
interface CreateCommand {
  command: string[];
  env?: Record<string, string>;
  says: string;
}

function initCommand(dir: string, { initdb, hasBuiltinLocale = true }: PostgresBinaries): CreateCommand {
  const options = [
    '--username=postgres',
    `--pwfile=${join(dir, 'password')}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
  ];
  // The built-in locale sorts alike on every platform and after every upgrade of the system's library.
  const builtin = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  return { command: [initdb, ...options, ...(hasBuiltinLocale ? builtin : [])], says: 'create its data folder' };
}

function copyCommand({ basebackup }: PostgresBinaries, url: string): CreateCommand {
  if (!basebackup) throw new Error('A standby needs pg_basebackup, which this PostgreSQL does not have.');
  const { hostname, port, username, password } = new URL(url);
  const server = ['-h', hostname, '-p', port, '-U', username];
  const says = 'copy the data of the server it is to follow';
  return { command: [basebackup, ...server, '-R', '-c', 'fast'], env: { PGPASSWORD: password }, says };
}

/** The server writes its state to the last line of postmaster.pid, where pg_ctl reads it too. */
async function untilReady(server: GuardedProcess, dataDir: string, logFile: string): Promise<void> {
  const pidFile = join(dataDir, 'postmaster.pid');
  while (!existsSync(pidFile) || !/^ready\s*$/m.test(readFileSync(pidFile, 'utf8'))) {
    if (server.hasExited()) throw new Error(`PostgreSQL did not start: ${lastLine(logFile)} (all of it: ${logFile})`);
    await Bun.sleep(POLL_MS);
  }
}

function lastLine(file: string): string {
  return readFileSync(file, 'utf8').trim().split('\n').at(-1) || 'it said nothing';
}
