import { existsSync, readFileSync } from 'node:fs';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const LAUNCHER_POLL_MS = 500;
/** Ctrl-C arrives twice: from the terminal, and passed on by `bun run`. */
const ECHO_MS = 1_000;

/**
 * Calls back once when somebody wants this script to end: Ctrl-C, kill, a closed terminal, or the end of the `bun run`
 * or `npx` that started it, which do not always pass a signal on. A later signal ends the script at once.
 */
export function onStopSignal(callback: () => void): void {
  let stoppingSince: number | undefined;
  const launchers = findLaunchers();
  const poll = setInterval(() => hasLostOne(launchers) && stop(), LAUNCHER_POLL_MS);
  poll.unref();
  const stop = () => {
    if (stoppingSince !== undefined) {
      if (performance.now() - stoppingSince > ECHO_MS) process.exit(1);
      return;
    }
    stoppingSince = performance.now();
    clearInterval(poll);
    callback();
  };
  for (const signal of SIGNALS) process.on(signal, stop);
}

/**
 * This process and those above it, up to the topmost `bun run` or `npx`. Never the shell above them: a script that
 * starts the system in the background and ends means it to run on.
 */
function findLaunchers(): number[] {
  const chain = [process.pid];
  let length = 1;
  for (let pid = parentOf(process.pid); pid !== undefined && pid > 1; pid = parentOf(pid)) {
    chain.push(pid);
    if (/\bbun(\.exe)?\0run\0|^(npm|npx) |\/npx\0/.test(readProcess(pid, 'cmdline'))) length = chain.length;
  }
  return chain.slice(0, length);
}

/** An orphan gets another parent the moment its own ends. */
function hasLostOne(launchers: readonly number[]): boolean {
  return launchers.slice(1).some((pid, index) => parentOf(launchers[index] ?? 0) !== pid);
}

/** Undefined for a process that has ended, and where there is no /proc to tell. */
function parentOf(pid: number): number | undefined {
  const match = /^PPid:\s+(\d+)/m.exec(readProcess(pid, 'status'));
  return match ? Number(match[1]) : undefined;
}

function readProcess(pid: number, file: 'cmdline' | 'status'): string {
  const path = `/proc/${pid}/${file}`;
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
