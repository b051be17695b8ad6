import { closeSync, openSync } from 'node:fs';
import { SEARCH_PATH } from '@fbrain/local-stack/environment';
import { endsWithParent } from '@fbrain/local-stack/guarded-process';

export interface ServiceOptions {
  name: string;
  path: string;
  env: Record<string, string>;
  /** Folder for its temporary files and its log, which is kept over restarts. */
  dir: string;
  readyUrl: string;
}

/** A compiled service that can be killed and comes back, as under a container engine. */
export interface Service {
  readonly name: string;
  readonly pid: number;
  /** Ends of the process that no fault asked for: each is a bug. */
  readonly unexpectedEnds: string[];
  /** Process ids of its children that live now. */
  children(): number[];
  /** Kills it at once. It stays away until `start`. */
  kill(): Promise<void>;
  /** Asks it to end; answers how long that took. Killed, and counted as unexpected, when it takes too long. */
  stop(): Promise<number>;
  signal(signal: NodeJS.Signals): void;
  start(): void;
  /** What keeps it from being ready, in its own words; null when it is. */
  problem(): Promise<string | null>;
}

/** Above STOP_GRACE, CANCEL_GRACE and the margins of the worker, with a database that does not answer. */
const STOP_LIMIT_MS = 20_000;
/** As a container engine does, so that a process that cannot start does not spin. */
const RESTART_MS = 500;

export function startService(options: ServiceOptions): Service {
  const { name, dir, readyUrl } = options;
  const unexpectedEnds: string[] = [];
  let wanted = true;
  let child = spawn();

  function spawn() {
    const log = openSync(`${dir}/${name}.log`, 'a');
    const started = Bun.spawn(endsWithParent([options.path], 'SIGKILL'), {
      cwd: '/',
      env: { PATH: SEARCH_PATH, HOME: dir, TMPDIR: dir, ...options.env },
      stdin: 'ignore',
      stdout: log,
      stderr: log,
    });
    closeSync(log);
    void started.exited.then((code) => {
      if (!wanted || started !== child) return;
      unexpectedEnds.push(`${name} ended by itself (${started.signalCode ?? `exit code ${code}`})`);
      setTimeout(() => {
        if (wanted && started === child) child = spawn();
      }, RESTART_MS);
    });
    return started;
  }

  return {
    name,
    get pid() {
      return child.pid;
    },
    unexpectedEnds,
    children: () => childrenOf(child.pid),
    async kill() {
      wanted = false;
      child.kill('SIGKILL');
      await child.exited;
    },
    async stop() {
      wanted = false;
      const stopping = child;
      const startedAt = performance.now();
      stopping.kill('SIGTERM');
      const killer = setTimeout(() => {
        unexpectedEnds.push(`${name} did not stop within ${STOP_LIMIT_MS / 1_000} s of SIGTERM`);
        stopping.kill('SIGKILL');
      }, STOP_LIMIT_MS);
      await stopping.exited;
      clearTimeout(killer);
      return performance.now() - startedAt;
    },
    signal: (signal) => child.kill(signal),
    start() {
      if (wanted) return;
      wanted = true;
      child = spawn();
    },
    problem: () =>
      fetch(readyUrl, { signal: AbortSignal.timeout(1_000) }).then(
        async (answer) => (answer.ok ? null : await answer.text()),
        (error: unknown) => String(error),
      ),
  };
}

function childrenOf(pid: number): number[] {
  const { stdout } = Bun.spawnSync(['ps', '-o', 'pid=', '--ppid', String(pid)]);
  return stdout.toString().split('\n').map(Number).filter(Boolean);
}
