import { existsSync, readFileSync } from 'node:fs';

const POLL_MS = 50;
const GRACE_MS = 10_000;

/**
 * Ends the server of an earlier run that was killed, if it lives still. `pidFile` has its process id in the first line;
 * `mark` must occur in its command line, because process ids are given out again.
 */
export async function endLeftover(pidFile: string, mark: string, signal: NodeJS.Signals): Promise<void> {
  const pid = existsSync(pidFile) ? Number.parseInt(readFileSync(pidFile, 'utf8'), 10) : Number.NaN;
  if (!(pid > 1) || !commandLine(pid).includes(mark)) return;
  process.kill(pid, signal);
  const deadline = Date.now() + GRACE_MS;
  while (commandLine(pid).includes(mark)) {
    if (Date.now() > deadline)
      throw new Error(`Process ${pid} of an earlier run does not stop: end it with "kill -9 ${pid}".`);
    await Bun.sleep(POLL_MS);
  }
}

/** Empty if there is no such process. */
function commandLine(pid: number): string {
  return Bun.spawnSync(['ps', '-ww', '-o', 'args=', '-p', String(pid)]).stdout.toString();
}
