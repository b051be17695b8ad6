import { closeSync, openSync } from 'node:fs';
import { SEARCH_PATH } from './environment.ts';

export interface GuardedCommand {
  command: readonly string[];
  env: Record<string, string>;
  /** Takes what the process prints; emptied at start. */
  logFile: string;
  /** Asks the process for a clean end. */
  stopSignal: NodeJS.Signals;
  /** Sent when the process that started it dies; the stop signal unless told. */
  deathSignal?: NodeJS.Signals;
  /** More options for setpriv(1), such as the user to run as. */
  privileges?: readonly string[];
}

export interface GuardedProcess {
  pid: number;
  /** Resolves when the process has ended, for whatever reason. */
  exited: Promise<number>;
  hasExited(): boolean;
  /** Asks for a clean end and kills after 10 s. Safe to call twice. */
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/** Longer than PostgreSQL and RabbitMQ need with the amounts of data that one developer has. */
const STOP_GRACE_MS = 10_000;

/**
 * The command wrapped by setpriv(1), where it exists (Linux): the kernel sends `signal` when the process that started
 * it dies, even of SIGKILL.
 */
export function endsWithParent(
  command: readonly string[],
  signal: NodeJS.Signals,
  privileges: readonly string[] = [],
): string[] {
  const guard = Bun.which('setpriv') ? ['setpriv', '--pdeathsig', signal.slice(3), ...privileges, '--'] : [];
  return [...guard, ...command];
}

/**
 * Starts a server in a session of its own, so that Ctrl-C does not reach the server before the programs that use it.
 * It ends with this process, however that ends.
 */
export function startGuarded(options: GuardedCommand): GuardedProcess {
  const { command, env, logFile, stopSignal, deathSignal = stopSignal, privileges } = options;
  const log = openSync(logFile, 'w');
  const child = Bun.spawn(endsWithParent(command, deathSignal, privileges), {
    env: { PATH: SEARCH_PATH, ...env },
    cwd: '/',
    stdin: 'ignore',
    stdout: log,
    stderr: log,
    detached: true,
  });
  closeSync(log);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    const killer = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS);
    await child.exited;
    clearTimeout(killer);
  };
  return {
    pid: child.pid,
    exited: child.exited,
    hasExited: () => child.exitCode !== null || child.signalCode !== null,
    stop: () => end(stopSignal),
    kill: () => end('SIGKILL'),
  };
}
